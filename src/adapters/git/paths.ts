/*
 * git's paths are bytes. Between two git calls they are strings of one character a byte, so that names that are no
 * UTF-8 survive; people and events see them `shown`.
 */

/** The fields of a `-z` output, a character a byte. */
export const fields = (output: Buffer): string[] => output.toString('latin1').split('\0').slice(0, -1);

/** The same fields as git reads them back with `-z --stdin`. */
export const joined = (paths: readonly string[]) =>
  Buffer.from(paths.map((path) => `${path}\0`).join(''), 'latin1');

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** As text: UTF-8 where it is that, else with each strange byte as `\ooo`, as git itself would quote it. */
export function shown(path: string): string {
  const bytes = Buffer.from(path, 'latin1');
  try {
    return utf8.decode(bytes);
  } catch {
    return [...bytes]
      .map((byte) => (byte < 0x80 ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`))
      .join('');
  }
}

/** As node's file functions want it. */
export const onDisk = (folder: string, path: string) =>
  Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(path, 'latin1')]);

/** git writes paths with slashes, on Windows too. */
export const slashed = (path: string) => path.replaceAll('\\', '/');
