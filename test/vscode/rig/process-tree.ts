import { readdir, readFile } from 'node:fs/promises';

type Stat = { readonly state: string; readonly parent: number };

/** State and parent of a process, from Linux' /proc; nothing for one that is gone. */
const stat = async (pid: number): Promise<Stat | undefined> => {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (line === undefined) return undefined;
  // The name, in brackets, may itself hold spaces and brackets.
  const [state = '', parent] = line.slice(line.lastIndexOf(')') + 2).split(' ');
  return { state, parent: Number(parent) };
};

/** Whether a process still runs; one that has ended and waits for its parent to notice does not. */
const isAlive = async (pid: number): Promise<boolean> => {
  const found = await stat(pid);
  return found !== undefined && found.state !== 'Z';
};

export const alive = async (pids: readonly number[]): Promise<number[]> => {
  const answers = await Promise.all(pids.map(isAlive));
  return pids.filter((_, index) => answers[index]);
};

/** All that descends from a process, those in groups and sessions of their own among them. */
export const descendants = async (ancestor: number): Promise<number[]> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const parents = await Promise.all(pids.map(async (pid) => [pid, (await stat(pid))?.parent] as const));
  const family = new Set([ancestor]);
  for (let size = 0; size !== family.size; ) {
    size = family.size;
    for (const [pid, parent] of parents) if (parent !== undefined && family.has(parent)) family.add(pid);
  }
  family.delete(ancestor);
  return [...family];
};
