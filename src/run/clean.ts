import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryWorktrees } from '../adapters/git/home.ts';
import { dropRefs, dropWorktrees, type Leftover, leftovers } from '../adapters/git/leftovers.ts';
import { tryLock } from '../adapters/git/lock.ts';
import { readLog } from '../adapters/log.ts';
import { sweep } from '../adapters/processes.ts';
import { viewOf } from '../model/evolve.ts';
import { worktreesIn } from './room.ts';
import { logFile } from './run-log.ts';
import { lockFolder } from './runs.ts';
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
  const removed = { worktrees: 0, refs: 0, runs: 0 };
  const live: string[] = [];
  for (const left of await leftovers(site.git, folder)) {
    const gone = await cleanRun(site, folder, left);
    if (!gone) live.push(left.runId);
    else if (gone.worktrees + gone.refs > 0) {
      removed.worktrees += gone.worktrees;
      removed.refs += gone.refs;
      removed.runs += 1;
    }
  }
  const said =
    removed.runs === 0
      ? 'There was nothing to clean up.'
      : `Removed ${[
          ...(removed.worktrees > 0 ? [counted(removed.worktrees, 'worktree')] : []),
          ...(removed.refs > 0 ? [`the kept work of ${counted(removed.refs, 'attempt')}`] : []),
        ].join(' and ')} of ${counted(removed.runs, 'run')}; logs and branches are still there.`;
  return live.length === 0
    ? said
    : `${said} ${live.join(', ')} ${live.length === 1 ? 'is' : 'are'} being worked on and ${live.length === 1 ? 'was' : 'were'} left alone.`;
}

/** What was taken away; undefined where somebody works on the run. */
async function cleanRun(site: Site, folder: string, { runId, worktrees, refs }: Leftover) {
  const own = join(runsFolder(site), runId);
  const release = existsSync(own) ? await tryLock(lockFolder(own)) : async () => {};
  if (!release) return undefined;
  try {
    const kept = resumable(own) ? [] : refs;
    await sweep(runId);
    await dropWorktrees(site.git, folder, runId);
    await dropRefs(site.git, kept);
    return { worktrees, refs: kept.length };
  } finally {
    await release();
  }
}

function resumable(folder: string): boolean {
  const read = readLog(logFile(folder));
  return 'entries' in read && viewOf(read.entries).ending.completed === undefined;
}

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;
