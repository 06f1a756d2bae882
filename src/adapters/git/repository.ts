import { mkdir, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Repository, Workplace } from '../../engine/ports.ts';
import { childEnvironment, NO_QUESTIONS } from '../environment.ts';
import { changedPaths } from './changes.ts';
import { commit, commitsBetween } from './commits.ts';
import { diff } from './diff.ts';
import { openGit } from './git.ts';
import { NOBODY, personOf } from './identity.ts';
import { rebase, rehearse } from './merge.ts';
import { bring, type Furnish, makeSpare, prepare } from './prepare.ts';
import { advance, createBranch, tip } from './refs.ts';
import { remove, removeSpares } from './remove.ts';
import { folderOf, type Site, tempOf, type WorktreeRecord } from './site.ts';
import { snapshot } from './snapshot.ts';
import { existing } from './worktrees.ts';

/** A repository opened for one run. */
export type OpenRepository = Repository & {
  /** Makes `count` worktrees at the commit for the first who ask; a person is reading the plan meanwhile. */
  warm(count: number, commit: string, abort: AbortSignal): Promise<void>;
  /** Resolves when the files of removed worktrees are gone. */
  settled(): Promise<void>;
  /** Takes the spare worktrees away and waits for all deletions. */
  close(): Promise<void>;
};

export async function openRepository(options: {
  /** git's own folder of the repository, absolute: for a linked worktree that of the main one. */
  readonly commonDir: string;
  /** This run's folder of worktrees, outside every checkout (`worktreeRoot`). */
  readonly worktrees: string;
  readonly runId: string;
  readonly map: Repository['map'];
  /** Whose environment stories inherit, by the allow-list. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Names of further variables that stories may see. */
  readonly allow?: readonly string[];
  readonly furnish?: Furnish;
}): Promise<OpenRepository> {
  const { runId, env, allow = [], furnish = async () => [] } = options;
  await mkdir(join(options.worktrees, '.scratch'), { recursive: true, mode: 0o700 });
  const root = await realpath(options.worktrees);
  const commonDir = await realpath(options.commonDir);
  const git = openGit({ commonDir, scratch: join(root, '.scratch'), base: env });
  const person = (await personOf(git, env)) ?? NOBODY;
  const deletions = new Set<Promise<void>>();
  const deleteLater = (folder: string) => {
    const deletion = rm(folder, { recursive: true, force: true, maxRetries: 3 }).catch(() => {});
    deletions.add(deletion);
    void deletion.then(() => deletions.delete(deletion));
  };
  const settled = async () => void (await Promise.all(deletions));
  const site: Site = { git, root, runId, deleteLater };
  deleteLater(join(root, '.trash'));
  const workplace = (name: string, { port }: Pick<WorktreeRecord, 'port'>): Workplace => ({
    folder: folderOf(site, name),
    env: storyEnvironment({ env, allow, runId, port, temp: tempOf(site, name), root }),
  });

  return {
    map: options.map,
    tip: (branch) => tip(git, branch),
    createBranch: (branch, at) => createBranch(git, branch, at),
    advance: (branch, from, to) => advance(git, branch, from, to),
    prepare: async (name, at, abort) =>
      workplace(name, await prepare(site, { name, commit: at, furnish, abort })),
    checkout: async (name, at) => workplace(name, await bring(site, name, at)),
    remove: (name) => remove(site, name),
    worktrees: () => existing(site),
    commit: (worktree, parent, message) => commit(site, person, { worktree, parent, message }),
    snapshot: (worktree) => snapshot(site, worktree),
    rebase: (which, onto, message) => rebase(git, person, { commit: which, onto, message }),
    rehearse: (ours, theirs) => rehearse(git, ours, theirs),
    diff: (from, to, most) => diff(git, from, to, most),
    changedPaths: (from, to) => changedPaths(git, from, to),
    commits: (from, to) => commitsBetween(git, from, to),
    async warm(count, at, abort) {
      const numbers = Array.from({ length: count }, (_, n) => n + 1);
      for (const number of numbers) await makeSpare(site, { number, commit: at, furnish, abort });
    },
    settled,
    async close() {
      await removeSpares(site);
      await settled();
      if ((await existing(site)).length === 0) await rm(root, { recursive: true, force: true });
    },
  };
}

/** What the commands of a story see: no keys, nobody to ask, a port and a folder for temporary files of its own. */
function storyEnvironment(story: {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly allow: readonly string[];
  readonly runId: string;
  readonly port: number;
  readonly temp: string;
  readonly root: string;
}): Record<string, string> {
  const { env, allow, runId, port, temp, root } = story;
  return childEnvironment(env, {
    allow,
    extra: {
      ...NO_QUESTIONS,
      // processes of a run are found by this mark
      BARO_RUN: runId,
      PORT: String(port),
      TMPDIR: temp,
      TEMP: temp,
      TMP: temp,
      // git does not go looking for another repository above a worktree
      GIT_CEILING_DIRECTORIES: root,
    },
  });
}
