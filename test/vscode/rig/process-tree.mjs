import { readdir, readFile } from 'node:fs/promises';

/** Parent and state of a process, from Linux' /proc; nothing for one that is gone. */
const stat = async (pid) => {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (line === undefined) return undefined;
  // The name, in brackets, may itself hold spaces and brackets.
  const [state, parent] = line.slice(line.lastIndexOf(')') + 2).split(' ');
  return { state, parent: Number(parent) };
};

/** Whether a process still runs; one that has ended and waits for its parent to notice does not. */
export const isAlive = async (pid) => !['Z', 'X', undefined].includes((await stat(pid))?.state);

/** All that descends from a process, those in groups and sessions of their own among them. */
export const descendants = async (ancestor) => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const parents = await Promise.all(pids.map(async (pid) => [pid, (await stat(pid))?.parent]));
  const family = new Set([ancestor]);
  for (let size = 0; size !== family.size; ) {
    size = family.size;
    for (const [pid, parent] of parents) if (family.has(parent)) family.add(pid);
  }
  family.delete(ancestor);
  return [...family];
};
