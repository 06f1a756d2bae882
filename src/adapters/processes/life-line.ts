import { type ChildProcess, spawn } from 'node:child_process';
import { taskkill } from './tree.ts';

/*
 * What is left when this process is killed: one small watchdog, in a session of its own, holds the other end of a
 * pipe. It is told of every child's start and end. When the pipe closes, however that came about, it kills
 * the groups that were still running and whoever carries their markers.
 */

const held = new Set<string>();
let watchdog: ChildProcess | undefined;

/** Ties a child's life to this process; what it returns unties it. The marker must be free of blanks. */
export function holdLifeLine(pid: number, marker: string): () => void {
  const name = `${pid} ${marker}`;
  held.add(name);
  if (watchdog === undefined) watchdog = start();
  else tell(`+ ${name}`);
  return () => {
    if (held.delete(name)) tell(`- ${name}`);
  };
}

function start(): ChildProcess {
  const child = process.platform === 'win32' ? startOnWindows() : startShell();
  const gone = () => {
    if (watchdog === child) watchdog = undefined;
  };
  child.once('error', gone);
  child.once('exit', gone);
  child.stdin?.on('error', gone);
  child.unref();
  // A pipe to a child is a socket, whose `unref` the types do not tell.
  (child.stdin as unknown as { unref(): void }).unref();
  for (const name of held) child.stdin?.write(`+ ${name}\n`);
  return child;
}

const tell = (line: string) => watchdog?.stdin?.write(`${line}\n`);

const startShell = () =>
  spawn('/bin/sh', ['-c', SHELL], {
    cwd: '/',
    env: { PATH: '/usr/bin:/bin' },
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });

/** Untested: there was no Windows to try it on. */
const startOnWindows = () =>
  spawn(process.execPath, ['-e', NODE], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    windowsHide: true,
  });

const SHELL = `
trap '' TERM INT HUP
held=
while read -r sign pid marker; do
  if [ "$sign" = + ]; then held="$held $pid/$marker"; continue; fi
  kept=
  for each in $held; do [ "$each" = "$pid/$marker" ] || kept="$kept $each"; done
  held=$kept
done
for each in $held; do
  kill -KILL -- "-\${each%%/*}"
  for file in $(grep -lsaF -e "\${each#*/}" /proc/[0-9]*/environ); do
    file=\${file#/proc/}
    kill -KILL "\${file%/environ}"
  done
done
`;

const NODE = `
const held = new Set();
require('node:readline').createInterface({ input: process.stdin })
  .on('line', (line) => line[0] === '+' ? held.add(line.slice(2)) : held.delete(line.slice(2)))
  .on('close', () => {
    for (const name of held) {
      const [command, ...rest] = ${JSON.stringify(taskkill(0))}.map((word) => word === '0' ? name.split(' ')[0] : word);
      require('node:child_process').spawnSync(command, rest, { stdio: 'ignore', windowsHide: true });
    }
  });
`;
