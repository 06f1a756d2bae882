import { type Sample, samplesOf } from '../model/history.ts';
import { fromLog, pastRuns } from './past-runs.ts';
import type { Site } from './site.ts';

/** More runs than this, the newest, say nothing new. */
const MOST_RUNS = 100;

const samples = fromLog(samplesOf);

/** What the runs of a repository have to say about routes, newest first. */
export async function readHistory(site: Site): Promise<readonly Sample[]> {
  return (await pastRuns(site, samples, MOST_RUNS)).flatMap(({ value }) => value);
}
