import { mkdir, realpath, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Repository, Workplace } from '../../engine/ports.ts';
import { turns } from '../turns.ts';
import { changedPaths } from './changes.ts';
import { commit, commitsBetween } from './commits.ts';
import { deleteAll } from './delete.ts';
import { diff } from './diff.ts';
import { type Furnishing, furnish, install } from './furnish.ts';
import { openGit } from './git.ts';
import { NOBODY, personOf } from './identity.ts';
import { rebase, rehearse } from './merge.ts';
import { bring, type Furnished, type Interior, portsIn, prepare, prepareAhead } from './prepare.ts';
import { advance, createBranch, tip } from './refs.ts';
import { remove, removeUnasked } from './remove.ts';
import { folderOf, indexesOf, type Site, tempOf } from './site.ts';
import { snapshot } from './snapshot.ts';
import { storyEnvironment } from './story-environment.ts';
import { existing } from './worktrees.ts';

/** A repository opened for one run. */
export type OpenRepository = Repository & {
  /** Resolves when the files of removed worktrees are gone. */
  settled(): Promise<void>;
  /** Takes the worktrees away that were made ahead and never asked for, waits for all deletions, and leaves no empty folder. */
  close(): Promise<void>;
};

/** The port `Repository` on a real one; nothing in it touches the person's checkout, index, stash or HEAD. */
export async function openRepository(options: {
  /** git's own folder of the repository, absolute: for a linked worktree that of the main one. */
  readonly commonDir: string;
  /** This run's folder of worktrees, outside every checkout (`worktreeRoot`). */
  readonly worktrees: string;
  /** This run's folder for temporary files of its stories (`temporaryRoot`). */
  readonly temporary: string;
  readonly runId: string;
  readonly map: Repository['map'];
  /** Whose environment stories inherit, by the allow-list. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Names of further variables that stories may see. */
  readonly allow?: readonly string[];
  /** Without it a worktree holds the files of its commit and nothing else. */
  readonly furnishing?: Furnishing;
}): Promise<OpenRepository> {
  const { runId, env, allow = [], furnishing, temporary } = options;
  await mkdir(join(options.worktrees, '.scratch'), { recursive: true, mode: 0o700 });
  const root = await realpath(options.worktrees);
  const git = openGit({
    ...{ commonDir: await realpath(options.commonDir), scratch: join(root, '.scratch'), base: env },
  });
  const person = (await personOf(git, env)) ?? NOBODY;
  const deletions = deleting();
  const site: Site = { git, root, temporary, runId, ports: new Set(), deleteLater: deletions.add };
  deletions.add(join(root, '.trash'));
  await rm(indexesOf(site), { recursive: true, force: true });
  for (const port of await portsIn(site)) site.ports.add(port);

  const envOf = ({ name, port }: Pick<Furnished, 'name' | 'port'>) =>
    storyEnvironment({ env, allow, runId, port, temp: tempOf(site, name), root });
  const workplace = (name: string, { port }: { readonly port: number }): Workplace => ({
    folder: folderOf(site, name),
    env: envOf({ name, port }),
  });
  const inside = (at: Furnished) => ({
    ...{ worktree: folderOf(site, at.name), env: envOf(at), abort: at.abort },
  });
  const interior: Interior = {
    furnish: async (at) => (furnishing ? furnish(git, furnishing, inside(at)) : NOTHING),
    install: async (at) => (furnishing ? install(furnishing, inside(at)) : undefined),
  };

  // Two who ask for one worktree at the same time get it one after the other.
  const inTurn = turns();
  return {
    map: options.map,
    tip: (branch) => tip(git, branch),
    createBranch: (branch, at) => createBranch(git, branch, at),
    advance: (branch, from, to) => advance(site, branch, from, to),
    prepare: (name, at, abort) =>
      inTurn(name, async () => workplace(name, await prepare(site, { name, commit: at, interior, abort }))),
    prepareAhead: (name, at, abort) =>
      inTurn(name, () => prepareAhead(site, { name, commit: at, interior, abort })),
    checkout: (name, at, abort = NEVER) =>
      inTurn(name, async () => workplace(name, await bring(site, { name, commit: at, interior, abort }))),
    remove: (name) =>
      inTurn(name, async () => {
        const removed = await remove(site, name);
        // Whoever hears that the last one is gone may end the process: then no file of any of them is left.
        if ((await existing(site)).length === 0) await deletions.settled();
        return removed;
      }),
    worktrees: () => existing(site),
    commit: (worktree, parent, message, attempt = worktree) =>
      commit(site, person, { worktree, parent, message, attempt }),
    snapshot: (worktree) => snapshot(site, worktree),
    rebase: (worktree, which, onto, message) =>
      rebase(site, person, { worktree, commit: which, onto, message }),
    rehearse: (ours, theirs) => rehearse(git, ours, theirs),
    diff: (from, to, most) => diff(git, from, to, most),
    changedPaths: (from, to) => changedPaths(git, from, to),
    commits: (from, to) => commitsBetween(git, from, to),
    settled: deletions.settled,
    async close() {
      await removeUnasked(site).catch(() => {}); // somebody else makes worktrees at length: they go with the next run
      await deletions.settled();
      if ((await existing(site)).length > 0) return;
      for (const folder of [root, temporary]) {
        await deleteAll(folder).catch(() => {}); // a command left what only another user may delete
        await rmdir(dirname(folder)).catch(() => {}); // the one for all runs, where no other has one
      }
    },
  };
}

const NOTHING = { paths: [], commandsRan: false };
const NEVER = new AbortController().signal;

/** Deletes folders in their own time: a large worktree takes seconds, and nobody has to wait for them. */
function deleting() {
  const running = new Set<Promise<void>>();
  return {
    add(folder: string) {
      const deletion = deleteAll(folder).catch(() => {});
      running.add(deletion);
      void deletion.then(() => running.delete(deletion));
    },
    async settled() {
      await Promise.all(running);
    },
  };
}
