import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type ReadLog, readLog } from '../adapters/log.ts';

export const logFile = (folder: string) => join(folder, 'log.jsonl');
export const lockFolder = (folder: string) => join(folder, 'lock');

/** The log of one of a repository's runs; a sentence for the person where there is no such run, or its log is damaged. */
export function readRunLog(runs: string, runId: string): ReadLog {
  const file = logFile(join(runs, runId));
  if (!/^[\w-]+$/.test(runId) || !existsSync(file))
    return { problem: `There is no run "${runId}" in this repository. \`baro runs\` lists those there are.` };
  const read = readLog(file);
  return 'problem' in read ? { problem: `Run ${runId} cannot be read: ${read.problem}.` } : read;
}
