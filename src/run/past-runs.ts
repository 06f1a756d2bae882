import { statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { replayLog } from '../adapters/read-log.ts';
import type { View } from '../model/view.ts';
import { logFile } from './run-log.ts';
import { runsFolder, type Site } from './site.ts';

/** What follows from the log in a run's folder; undefined where there is none that can be read. */
export type FromLog<T> = (folder: string) => T | undefined;

/**
 * The log is folded once for each state of its file: of a run that is over, once. Whatever is kept of it should be small.
 * Where there is one that cannot be read, `otherwise` has the word.
 */
export function fromLog<T>(of: (view: View) => T, otherwise?: (problem: string) => T): FromLog<T> {
  const known = new Map<string, { readonly print: string; readonly value: T | undefined }>();
  return (folder) => {
    const print = printOf(logFile(folder));
    if (print === undefined) {
      known.delete(folder);
      return undefined;
    }
    const before = known.get(folder);
    if (before?.print === print) return before.value;
    const read = replayLog(logFile(folder));
    const value =
      'problem' in read ? otherwise?.(read.problem) : read.view.seq > 0 ? of(read.view) : undefined;
    known.set(folder, { print, value });
    return value;
  };
}

/** Nothing where there is no file. One that may not be looked at, such as another user's, is there. */
function printOf(file: string): string | undefined {
  try {
    const { ino, size, mtimeMs } = statSync(file);
    return `${ino} ${size} ${mtimeMs}`;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' ? undefined : code;
  }
}

/** The same of every run of the repository, newest first, the newest `most`; whoever else is busy gets a turn in between. */
export async function pastRuns<T>(
  site: Site,
  of: FromLog<T>,
  most = Number.POSITIVE_INFINITY,
): Promise<readonly { readonly id: string; readonly folder: string; readonly value: T }[]> {
  const ids = await readdir(runsFolder(site)).catch((): string[] => []);
  const runs: { id: string; folder: string; value: T }[] = [];
  for (const id of ids.toSorted().toReversed().slice(0, most)) {
    const folder = join(runsFolder(site), id);
    const value = of(folder);
    if (value !== undefined) runs.push({ id, folder, value });
    await setImmediate();
  }
  return runs;
}
