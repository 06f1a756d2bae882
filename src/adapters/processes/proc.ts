import { readdirSync, readFileSync } from 'node:fs';

export type Process = {
  readonly pid: number;
  readonly group: number;
  /** Clock ticks since boot: with the pid it names a process for good, since pids are used again. */
  readonly started: string;
};

/** A living process as Linux's /proc tells it; undefined where there is none, for a zombie, and on other systems. */
export function processOf(pid: number): Process | undefined {
  const stat = read(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // The name is in brackets and may hold anything, so what follows the last bracket is what counts.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, , group] = fields;
  const started = fields[19];
  if (state === 'Z' || state === 'X' || started === undefined) return undefined;
  return { pid, group: Number(group), started };
}

/** Every living process but this one whose environment holds exactly one of these entries, such as `BARO_RUN=r1`. */
export function processesWith(...entries: readonly string[]): readonly Process[] {
  const wanted = new Set(entries);
  return pids().flatMap((pid) => {
    if (pid === process.pid) return [];
    const environment = read(`/proc/${pid}/environ`);
    if (!environment?.split('\0').some((entry) => wanted.has(entry))) return [];
    return processOf(pid) ?? [];
  });
}

export function processesOfGroup(group: number): readonly Process[] {
  return pids().flatMap((pid) => {
    const found = processOf(pid);
    return found?.group === group ? found : [];
  });
}

function pids(): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
}
