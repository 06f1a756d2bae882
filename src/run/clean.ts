import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from '../adapters/environment.ts';
import { deleteAll } from '../adapters/git/delete.ts';
import { repositoryWorktrees, temporaryRoot } from '../adapters/git/home.ts';
import { dropRefs, dropWorktrees, type Leftover, leftovers } from '../adapters/git/leftovers.ts';
import { tryLock } from '../adapters/git/lock.ts';
import { keepAllWork } from '../adapters/git/remove.ts';
import { sweep } from '../adapters/processes.ts';
import { replayLog } from '../adapters/read-log.ts';
import { worktreesIn } from './room.ts';
import { lockFolder, logFile } from './run-log.ts';
import type { HostSettings } from './seam.ts';
import { runsFolder, type Site } from './site.ts';

/**
 * Takes away what runs left that nobody works on: worktrees, processes, and the kept work of what is finished. Logs
 * and branches stay. What an interrupted run needs to be resumed stays too, and all of a run whose log cannot be read.
 * Resolves to a sentence for the person.
 */
export async function cleanRuns(site: Site, settings: HostSettings, env: Environment): Promise<string> {
  const home = worktreesIn(settings, env);
  const folder = repositoryWorktrees(home, site.commonDir);
  const { taken, live, unreadable } = await take(site, await leftovers(site.git, folder));
  const temporaryOf = (runId: string) => temporaryRoot(home, site.commonDir, runId);
  try {
    const runIds = taken.map(({ runId }) => runId);
    await sweep(runIds);
    for (const { runId, resumable } of taken)
      if (resumable)
        await keepAllWork(site.git, {
          runId,
          worktrees: join(folder, runId),
          temporary: temporaryOf(runId),
        });
    await dropWorktrees(site.git, folder, runIds);
    for (const runId of runIds) await deleteAll(temporaryOf(runId));
    await dropRefs(
      site.git,
      taken.flatMap(({ refs }) => refs),
    );
  } finally {
    await Promise.all(taken.map(({ release }) => release()));
  }
  const cleaned = taken.filter(({ worktrees, refs }) => worktrees + refs.length > 0);
  const sum = (of: (one: Taken) => number) => cleaned.reduce((total, one) => total + of(one), 0);
  const [worktrees, refs] = [sum((one) => one.worktrees), sum((one) => one.refs.length)];
  const said =
    cleaned.length === 0
      ? 'There was nothing to clean up.'
      : `Removed ${[
          ...(worktrees > 0 ? [counted(worktrees, 'worktree')] : []),
          ...(refs > 0 ? [`the kept work of ${counted(refs, 'attempt')}`] : []),
        ].join(' and ')} of ${counted(cleaned.length, 'run')}; logs and branches are still there.`;
  return [said, ...(live.length > 0 ? [leftToOthers(live)] : []), ...unreadable].join(' ');
}

const leftToOthers = (live: readonly string[]) => {
  const [are, were] = live.length === 1 ? ['is', 'was'] : ['are', 'were'];
  return `${live.join(', ')} ${are} being worked on and ${were} left alone.`;
};

/** What of a run may go, and its lock. */
type Taken = Leftover & Hold;
type Hold = { readonly resumable: boolean; readonly release: () => Promise<void> };

/** Takes the runs that nobody works on; of the others it is told why they stay. */
async function take(site: Site, left: readonly Leftover[]) {
  const taken: Taken[] = [];
  const live: string[] = [];
  const unreadable: string[] = [];
  for (const leftover of left) {
    const own = join(runsFolder(site), leftover.runId);
    const hold = await takeHold(own);
    if (hold === undefined) live.push(leftover.runId);
    else if ('problem' in hold)
      unreadable.push(
        `${leftover.runId} was left alone, because nobody can say whether it is over: ${hold.problem}. A newer Baro may read it; to give it up, delete ${own} and clean up again.`,
      );
    else taken.push({ ...leftover, ...hold, refs: hold.resumable ? [] : leftover.refs });
  }
  return { taken, live, unreadable };
}

/**
 * Nothing where somebody holds the run. Where its log is there and cannot be read, nobody can say that the run is over:
 * the problem.
 */
async function takeHold(folder: string): Promise<Hold | undefined | { readonly problem: string }> {
  if (await isGone(folder)) return { resumable: false, release: async () => {} };
  let release: Hold['release'] | undefined;
  try {
    release = await tryLock(lockFolder(folder));
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
  if (!release) return undefined;
  if (await isGone(logFile(folder))) return { resumable: false, release };
  const read = replayLog(logFile(folder));
  if ('view' in read) return { resumable: read.view.ending.completed === undefined, release };
  await release();
  return read;
}

/** Another user's is there, though it cannot be looked at. */
const isGone = (path: string) =>
  lstat(path).then(
    () => false,
    ({ code }: NodeJS.ErrnoException) => code === 'ENOENT',
  );

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;
