/**
 * `leash.ts FOLDER COMMAND ARGS…` runs the command for as long as its own stdin is open. However the holder of the
 * other end goes, even by SIGKILL, the command and all that descends from it end, and FOLDER is removed.
 */
import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { setTimeout as after } from 'node:timers/promises';
import { alive, descendants } from './process-tree.ts';

const graceMilliseconds = 3_000;
const [folder, file, ...args] = process.argv.slice(2);
if (!folder || !file) throw new Error('A leash needs a folder and a command.');
const child = spawn(file, args, { stdio: ['ignore', 'inherit', 'inherit'] });

const signal = (pids: readonly number[], name: NodeJS.Signals): void => {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // It ended by itself meanwhile.
    }
  }
};

const end = async (code: number): Promise<void> => {
  const family = await descendants(process.pid);
  signal(family, 'SIGTERM');
  const deadline = Date.now() + graceMilliseconds;
  while (Date.now() < deadline && (await alive(family)).length > 0) await after(50);
  signal([...(await alive(family)), ...(await descendants(process.pid))], 'SIGKILL');
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  process.exit(code);
};

let ending = false;
const endOnce = (code: number): void => {
  if (!ending) end(code);
  ending = true;
};

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => endOnce(1));
child.once('error', (error) => {
  console.error(error);
  endOnce(1);
});
child.once('exit', (code) => endOnce(code ?? 1));
process.stdin
  .on('end', () => endOnce(0))
  .on('error', () => endOnce(0))
  .resume();
