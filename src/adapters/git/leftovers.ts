import { readdir, readFile, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { deleteAll } from './delete.ts';
import type { Git } from './git.ts';
import { withLock } from './lock.ts';
import { slashed } from './paths.ts';
import { lockOf } from './site.ts';

/** What a run has left in a repository: worktrees under `folder/<runId>`, and refs under `refs/baro/<runId>`. */
export type Leftover = {
  readonly runId: string;
  readonly worktrees: number;
  readonly refs: readonly string[];
};

const RUN = /^[A-Za-z0-9][A-Za-z0-9_-]*$/;

/** All runs of this repository that left something; `folder` holds a folder a run (`repositoryWorktrees`). */
export async function leftovers(git: Git, folder: string): Promise<readonly Leftover[]> {
  const output = await git.bytes(['for-each-ref', '--format=%(refname)', 'refs/baro/']);
  const refs = output
    .toString()
    .split('\n')
    .filter((ref) => ref !== '');
  const folders = await readdir(folder).catch((): string[] => []);
  const runs = new Set([...folders, ...refs.map((ref) => ref.split('/')[2] ?? '')]);
  return Promise.all(
    [...runs]
      .filter((runId) => RUN.test(runId))
      .sort()
      .map(async (runId) => ({
        runId,
        worktrees: (await readdir(join(folder, runId)).catch((): string[] => [])).filter(
          (name) => !name.startsWith('.'),
        ).length,
        refs: refs.filter((ref) => ref.startsWith(`refs/baro/${runId}/`)),
      })),
  );
}

/** Takes away the worktrees of runs, and the folders they were in. */
export async function dropWorktrees(git: Git, folder: string, runIds: readonly string[]): Promise<void> {
  const strange = runIds.find((runId) => !RUN.test(runId));
  if (strange !== undefined) throw new Error(`"${strange}" cannot be a run`);
  if (runIds.length === 0) return;
  const real = await realpath(folder).catch(() => folder);
  await withLock(lockOf(git.place.commonDir), () => forget(git, real, new Set(runIds)));
  for (const runId of runIds) await deleteAll(join(real, runId));
}

/** Takes away Baro's own refs, never a branch. */
export async function dropRefs(git: Git, refs: readonly string[]): Promise<void> {
  const own = refs.filter((ref) => ref.startsWith('refs/baro/'));
  if (own.length > 0)
    await git.bytes(['update-ref', '--stdin'], { input: own.map((ref) => `delete ${ref}\n`).join('') });
}

/** Takes away what the repository knows of the worktrees of runs. */
async function forget({ place }: Git, folder: string, runIds: ReadonlySet<string>): Promise<void> {
  const all = join(place.commonDir, 'worktrees');
  const under = `${slashed(folder)}/`;
  for (const id of await readdir(all).catch((): string[] => [])) {
    const said = slashed(await readFile(join(all, id, 'gitdir'), 'utf8').catch(() => ''));
    const [runId = ''] = said.startsWith(under) ? said.slice(under.length).split('/') : [];
    if (runIds.has(runId)) await rm(join(all, id), { recursive: true, force: true });
  }
}
