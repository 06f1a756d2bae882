/** Why a file that the person named cannot be read, for that person. */
export function unreadable(what: string, file: string, error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return `There is no ${what} file ${file}; name one that exists.`;
  if (code === 'EISDIR') return `${file} is a folder; name the ${what} file in it.`;
  return `The ${what} file ${file} cannot be read (${code ?? error}).`;
}
