import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type ReadLog, type ReplayedLog, readLog, replayLog } from '../adapters/read-log.ts';

export const logFile = (folder: string) => join(folder, 'log.jsonl');
export const lockFolder = (folder: string) => join(folder, 'lock');

/** The log of one of a repository's runs; a sentence for the person where there is no such run, or its log is damaged. */
export const readRunLog = (runs: string, runId: string): ReadLog => ofRun(runs, runId, readLog);

/** What that log comes to. */
export const replayRunLog = (runs: string, runId: string): ReplayedLog => ofRun(runs, runId, replayLog);

function ofRun<T extends object>(
  runs: string,
  runId: string,
  read: (file: string) => T | { readonly problem: string },
): T | { readonly problem: string } {
  const file = logFile(join(runs, runId));
  if (!/^[\w-]+$/.test(runId) || !existsSync(file))
    return { problem: `There is no run "${runId}" in this repository. \`baro runs\` lists those there are.` };
  const found = read(file);
  return 'problem' in found
    ? {
        problem: `Run ${runId} cannot be read: ${found.problem}. Its log is ${file}; its branch and its commits are as they were.`,
      }
    : found;
}
