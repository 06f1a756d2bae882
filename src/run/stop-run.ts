import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isLocked, tryLock } from '../adapters/git/lock.ts';
import { leaveIntent } from '../adapters/inbox.ts';
import { mendLog, openLog } from '../adapters/log.ts';
import { sweep } from '../adapters/processes.ts';
import { logReader } from '../adapters/read-log.ts';
import { Bus } from '../engine/bus.ts';
import { stopping } from '../model/answer-intent.ts';
import { Folding } from '../model/folding.ts';
import type { View } from '../model/view.ts';
import { lockFolder, logFile, replayRunLog } from './run-log.ts';

type Stopped = { readonly ok: boolean; readonly said: string };

/** So long is an owner waited for, in milliseconds. */
const PATIENCE = 20_000;

/**
 * Stops a run wherever it runs: asks its owner, or says it in the log of a run whose owner is gone. `lostTo` is the
 * run that has won a race against it.
 */
export async function stopRun(runs: string, runId: string, lostTo?: string): Promise<Stopped> {
  const folder = join(runs, runId);
  const before = underWay(runs, runId);
  if ('said' in before) return before;
  const release = await tryLock(lockFolder(folder));
  if (!release) return askOwner(runs, runId, lostTo);
  try {
    await sweep([runId]);
    const read = underWay(runs, runId); // its owner may have written on until it let go
    if ('said' in read) return read;
    mendLog(logFile(folder), read.torn);
    const log = openLog(logFile(folder));
    const bus = new Bus(log, [], () => new Date().toISOString());
    bus.resume(read.view);
    bus.publish('person', stopping(lostTo));
    await log.flushed();
    log.close();
    return stopped(runId);
  } finally {
    await release();
  }
}

/** A run that is neither finished nor stopped; else what there is to say of it. */
function underWay(runs: string, runId: string): { readonly view: View; readonly torn: number } | Stopped {
  const read = replayRunLog(runs, runId);
  if ('problem' in read) return { ok: false, said: read.problem };
  const { ending, brakes } = read.view;
  if (ending.completed) return { ok: true, said: `Run ${runId} is finished already.` };
  return brakes.stopped
    ? { ok: true, said: `Run ${runId} is stopped already; \`baro resume ${runId}\` goes on.` }
    : read;
}

async function askOwner(runs: string, runId: string, lostTo: string | undefined): Promise<Stopped> {
  const folder = join(runs, runId);
  const takeBack = leaveIntent(join(folder, 'inbox'), { type: 'stop', ...(lostTo ? { lostTo } : {}) });
  const log = logReader(logFile(folder));
  const folding = new Folding();
  for (let waited = 0; waited < PATIENCE; waited += 200) {
    await setTimeout(200);
    log.next((entry) => folding.add(entry));
    if (await isLocked(lockFolder(folder))) continue;
    if (folding.view.brakes.stopped) return stopped(runId);
    // it ended otherwise: nobody is there to take what it was asked, and who resumes the run did not ask for it
    takeBack();
    return stopRun(runs, runId, lostTo);
  }
  return { ok: false, said: `Run ${runId} was asked to stop and has not yet said that it did.` };
}

const stopped = (runId: string): Stopped => ({
  ok: true,
  said: `Run ${runId} is stopped; \`baro resume ${runId}\` goes on.`,
});
