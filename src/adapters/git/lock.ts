import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/*
 * One holder at a time, over all processes of this machine. A contender puts a file of its own into the lock's
 * folder and holds the lock if no other living one is there; who sees another steps back. A file is never
 * overwritten and names its owner, so that the files of the dead can be taken away by anybody without a race.
 */

const queues = new Map<string, Promise<unknown>>();
const host = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
/** A holder on another machine cannot be asked whether it lives. */
const FOREIGN_MS = 600_000;

/** Runs `critical` while nobody else, in this process or another, holds the lock. */
export function withLock<T>(folder: string, critical: () => Promise<T>, abort?: AbortSignal): Promise<T> {
  const run = async () => {
    const release = await acquire(folder, abort);
    try {
      return await critical();
    } finally {
      await release();
    }
  };
  const turn = (queues.get(folder) ?? Promise.resolve()).then(run, run);
  const settled = turn.catch(() => {});
  queues.set(folder, settled);
  void settled.then(() => queues.get(folder) === settled && queues.delete(folder));
  return turn;
}

/** Takes the lock if nobody holds it, for as long as this process wants; undefined where somebody does. */
export async function tryLock(folder: string): Promise<Release | undefined> {
  for (let tries = 0; tries < STEPS_BACK; tries++) {
    if (await isLocked(folder)) return undefined;
    const release = await attempt(folder);
    if (release) return release;
    await pause();
  }
  return undefined;
}

/** Whether a living process holds the lock. */
export const isLocked = (folder: string) => others(folder, '').catch(() => false);

type Release = () => Promise<void>;

/** How often two who met may step back before the lock counts as held. */
const STEPS_BACK = 10;

async function acquire(folder: string, abort: AbortSignal | undefined): Promise<Release> {
  for (;;) {
    abort?.throwIfAborted();
    const release = (await isLocked(folder)) ? undefined : await attempt(folder);
    if (release) return release;
    await pause();
  }
}

/** Puts the own file there; takes it away again if somebody else's is there too. */
async function attempt(folder: string): Promise<Release | undefined> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const own = `${host}.${process.pid}.${await startOf(process.pid)}.${randomUUID()}`;
  const file = join(folder, own);
  await writeFile(file, '', { flag: 'wx', mode: 0o600 });
  // those on other machines, who cannot ask whether this process lives, see that the file is young
  const heartbeat = setInterval(
    () => void utimes(file, new Date(), new Date()).catch(() => {}),
    FOREIGN_MS / 10,
  );
  heartbeat.unref();
  const release = () => {
    clearInterval(heartbeat);
    return rm(file, { force: true });
  };
  if (!(await others(folder, own))) return release;
  await release();
  return undefined;
}

const pause = () => sleep(5 + Math.random() * 20);

/** Whether somebody alive is there; clears away those who are not. */
async function others(folder: string, own: string): Promise<boolean> {
  for (const name of await readdir(folder)) {
    if (name === own) continue;
    if (await alive(folder, name)) return true;
    await rm(join(folder, name), { force: true });
  }
  return false;
}

async function alive(folder: string, name: string): Promise<boolean> {
  const [on, pid, start] = name.split('.');
  if (on !== host) {
    const found = await stat(join(folder, name)).catch(() => undefined);
    return found !== undefined && Date.now() - found.mtimeMs < FOREIGN_MS;
  }
  return lives(Number(pid)) && (start === '0' || start === (await startOf(Number(pid))));
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** When a process started, so that its number given to another is not taken for it; 0 where nobody says. */
async function startOf(pid: number): Promise<string> {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return line.slice(line.lastIndexOf(')') + 2).split(' ')[19] ?? '0';
}
