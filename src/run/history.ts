import { readdir } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { viewOf } from '../model/evolve.ts';
import { type Sample, samplesOf } from '../model/history.ts';
import { readRunLog } from './run-log.ts';
import { runsFolder, type Site } from './site.ts';

/** More runs than this, the newest, say nothing new. */
const MOST_RUNS = 100;

/** What the runs of a repository have to say about routes, newest first; whoever else is busy gets a turn in between. */
export async function readHistory(site: Site): Promise<readonly Sample[]> {
  const ids = await readdir(runsFolder(site)).catch(() => []);
  const samples: Sample[] = [];
  for (const id of ids.toSorted().toReversed().slice(0, MOST_RUNS)) {
    const read = readRunLog(runsFolder(site), id);
    if ('entries' in read) samples.push(...samplesOf(viewOf(read.entries)));
    await setImmediate();
  }
  return samples;
}
