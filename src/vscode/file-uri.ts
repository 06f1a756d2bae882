/** A file of an attempt: as it was before (`base`), or as the attempt left it. */
export type FileAt = {
  readonly runId: string;
  /** Empty where the file was not there: the document is empty. */
  readonly commit: string;
  readonly path: string;
  readonly storyId: string;
  readonly attempt: number;
  readonly side: 'base' | 'attempt';
  /** Of the repository that has the commit. */
  readonly folder?: string;
};

export type FileAddress = { readonly authority: string; readonly path: string; readonly query: string };

/** The last part of the path is the file's own, so that editors know its language. */
export const writeUri = ({ path, attempt, folder, ...file }: FileAt): FileAddress => ({
  authority: 'file',
  path: `/${path}`,
  query: new URLSearchParams({ ...file, attempt: String(attempt), ...(folder ? { folder } : {}) }).toString(),
});

export function readUri({ authority, path, query }: FileAddress): FileAt | undefined {
  if (authority !== 'file') return undefined;
  const said = new URLSearchParams(query);
  const attempt = Number(said.get('attempt'));
  const side = said.get('side') === 'base' ? 'base' : 'attempt';
  const [runId, commit, storyId] = [said.get('runId'), said.get('commit'), said.get('storyId')];
  if (runId === null || commit === null || storyId === null || !Number.isInteger(attempt)) return undefined;
  const folder = said.get('folder');
  return { runId, commit, path: path.slice(1), storyId, attempt, side, ...(folder ? { folder } : {}) };
}
