import { copyFile, mkdir, mkdtemp, readFile, rename, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { deleteAll } from './delete.ts';
import type { Git } from './git.ts';
import { temporaryFolder } from './home.ts';

/** Where a run's worktrees are: `<root>/<name>`, and what Baro knows about them in folders with a leading dot. */
export type Site = {
  readonly git: Git;
  readonly root: string;
  /** For temporary files of its stories (`temporaryRoot`). */
  readonly temporary: string;
  readonly runId: string;
  /** Ports that its worktrees have. */
  readonly ports: Set<number>;
  /** Deletes a folder in its own time. */
  deleteLater(folder: string): void;
};

/**
 * What is known of a worktree, kept beside it where its agent has no business. It is written when the worktree
 * is ready; one without a record is half made.
 */
const Record = z.object({
  /** The commit it was last brought to. */
  commit: z.string(),
  /** For servers that the story starts; no other worktree of the run has it. */
  port: z.int(),
  /** Dependency folders that were put into it. */
  given: z.array(z.string()),
});
export type WorktreeRecord = z.infer<typeof Record>;

export const folderOf = ({ root }: Site, name: string) => join(root, name);
export const tempOf = ({ temporary }: Site, name: string) => temporaryFolder(temporary, name);
/** Temporary indexes; those of a killed process go when the run is opened again. */
export const indexesOf = ({ root }: Pick<Site, 'root'>) => join(root, '.indexes');
export const trashOf = ({ root }: Pick<Site, 'root'>) => join(root, '.trash');
/** The index as Baro's own checkout left it: the agent's may claim that files are unchanged. */
export const indexOf = ({ root }: Site, name: string) => join(root, '.state', `${name}.index`);
/** An empty file beside a worktree that was made before anybody asked for it, as long as nobody has. */
export const unaskedOf = ({ root }: Site, name: string) => join(root, '.state', `${name}.unasked`);
const recordOf = ({ root }: Site, name: string) => join(root, '.state', `${name}.json`);
export const lockOf = (commonDir: string) => join(commonDir, 'baro', 'locks', 'worktrees');

export async function readRecord(site: Site, name: string): Promise<WorktreeRecord | undefined> {
  const text = await readFile(recordOf(site, name), 'utf8').catch(() => undefined);
  try {
    return text === undefined ? undefined : Record.parse(JSON.parse(text));
  } catch {
    return undefined; // cut off by a crash: the worktree is half made
  }
}

export async function writeRecord(site: Site, name: string, record: WorktreeRecord): Promise<void> {
  const file = recordOf(site, name);
  await mkdir(join(site.root, '.state'), { recursive: true });
  await writeFile(`${file}.new`, JSON.stringify(record), { mode: 0o600 });
  await rename(`${file}.new`, file);
}

export async function dropRecord(site: Site, name: string): Promise<void> {
  for (const file of [recordOf(site, name), unaskedOf(site, name), indexOf(site, name), tempOf(site, name)])
    await deleteAll(file);
}

/** A folder of its own for a temporary index, out of the way of the agents. */
export async function temporaryIndexes(site: Site): Promise<string> {
  const all = indexesOf(site);
  await mkdir(all, { recursive: true, mode: 0o700 });
  return mkdtemp(join(all, '/'));
}

/**
 * Copies an index with its time: git compares every file with that time to tell which may have changed in the
 * same instant.
 */
export async function copyIndex(from: string, to: string): Promise<void> {
  const { atime, mtime } = await stat(from);
  await copyFile(from, to);
  await utimes(to, atime, mtime);
}
