import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
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

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Takes away what runs left that nobody works on: worktrees, processes, and the kept work of what is finished. Logs
 * and branches stay. What an interrupted run needs to be resumed stays too. Resolves to a sentence for the person.
 */
export async function cleanRuns(site: Site, settings: HostSettings, env: Environment): Promise<string> {
  const home = worktreesIn(settings, env);
  const folder = repositoryWorktrees(home, site.commonDir);
  const { taken, live } = await take(site, await leftovers(site.git, folder));
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
    for (const runId of runIds) await rm(temporaryOf(runId), { recursive: true, force: true, maxRetries: 3 });
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
  return live.length === 0
    ? said
    : `${said} ${live.join(', ')} ${live.length === 1 ? 'is' : 'are'} being worked on and ${live.length === 1 ? 'was' : 'were'} left alone.`;
}

/** What of a run may go, and its lock. */
type Taken = Leftover & { readonly resumable: boolean; readonly release: () => Promise<void> };

/** Takes the runs that nobody works on; the others are told. */
async function take(site: Site, left: readonly Leftover[]) {
  const taken: Taken[] = [];
  const live: string[] = [];
  for (const leftover of left) {
    const own = join(runsFolder(site), leftover.runId);
    const release = existsSync(own) ? await tryLock(lockFolder(own)) : async () => {};
    const resumable = isResumable(own);
    if (release) taken.push({ ...leftover, refs: resumable ? [] : leftover.refs, resumable, release });
    else live.push(leftover.runId);
  }
  return { taken, live };
}

function isResumable(folder: string): boolean {
  const read = replayLog(logFile(folder));
  return 'view' in read && read.view.ending.completed === undefined;
}

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;
