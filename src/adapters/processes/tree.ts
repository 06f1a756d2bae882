import { setTimeout as sleep } from 'node:timers/promises';
import spawn from 'cross-spawn';
import { processesOfGroup, processesWith, processOf } from './proc.ts';

/**
 * A process that Baro started as the leader of its own group, and everything that came from it. Who leaves the
 * group (`setsid`, `nohup`, daemons) is still known by the marker in its environment, on Linux.
 */
export type Tree = {
  readonly pid: number;
  /** As in {@link processOf}; undefined where the system does not say. */
  readonly started: string | undefined;
  /** An entry of the environment that nothing else on this machine has. */
  readonly marker: string;
};

/** Ends all of it: politely, then after `graceMs` for good. Nothing of it runs when this settles. */
export async function endTree(tree: Tree, graceMs: number): Promise<void> {
  if (process.platform === 'win32') return endOnWindows(tree.pid);
  await endUntilGone({ isAlive: () => isAlive(tree), tell: (name) => signalTree(tree, name) }, graceMs);
}

/** Asks politely, and after `graceMs` for good, until nobody is left. */
export async function endUntilGone(
  { isAlive, tell }: { isAlive: () => boolean; tell: (name: NodeJS.Signals) => void },
  graceMs: number,
): Promise<void> {
  if (!isAlive()) return;
  tell('SIGTERM');
  const deadline = performance.now() + graceMs;
  while (performance.now() < deadline) {
    await sleep(20);
    if (!isAlive()) return;
  }
  // Again and again: what forks while it is being killed has children that the last look did not see.
  for (let round = 0; round < 100 && isAlive(); round++) {
    tell('SIGKILL');
    await sleep(10);
  }
}

/** Untested: there was no Windows to try it on. */
export const taskkill = (pid: number): readonly string[] => ['taskkill', '/PID', `${pid}`, '/T', '/F'];

function isAlive(tree: Tree): boolean {
  if (process.platform !== 'linux') return signal(-tree.pid, 0);
  return (holdsGroup(tree) && processesOfGroup(tree.pid).length > 0) || processesWith(tree.marker).length > 0;
}

function signalTree(tree: Tree, name: NodeJS.Signals): void {
  if (holdsGroup(tree)) signal(-tree.pid, name);
  for (const { pid } of processesWith(tree.marker)) signal(pid, name);
}

/** False when the pid has been given to somebody else since. A group without its leader keeps the pid taken. */
function holdsGroup({ pid, started }: Tree): boolean {
  const now = processOf(pid);
  return now === undefined || started === undefined || now.started === started;
}

/** False where there is nobody to signal. */
export function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function endOnWindows(pid: number): Promise<void> {
  const [command = '', ...rest] = taskkill(pid);
  return new Promise((done) => {
    const child = spawn(command, rest, { stdio: 'ignore', windowsHide: true });
    child.once('error', () => done());
    child.once('exit', () => done());
  });
}
