import { spawn } from 'node:child_process';
import { lstat } from 'node:fs/promises';
import { devNull } from 'node:os';
import { join } from 'node:path';

const MOST_BYTES = 1_000_000;
const LONGEST_MS = 20_000;

/** No setting of the repository, of the person, or of the agent makes git run anything while it only reads. */
const HARDENED = [
  ...[
    '-c',
    'core.fsmonitor=false',
    '-c',
    `core.hooksPath=${devNull}`,
    '-c',
    `core.attributesFile=${devNull}`,
  ],
  ...['-c', 'core.quotePath=false', '-c', 'grep.fallbackToNoIndex=true', '--no-pager', '--no-optional-locks'],
];

export const isWorktree = (folder: string) =>
  lstat(join(folder, '.git')).then(
    () => true,
    () => false,
  );

type Ran = {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly cut: boolean;
};

/** Runs a reading git command. Output past the limit ends it, and says so. */
export function gitIn(folder: string, args: readonly string[], abort: AbortSignal): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const { PATH = '' } = process.env;
    const env = {
      PATH,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: devNull,
      GIT_TERMINAL_PROMPT: '0',
      LC_ALL: 'C.UTF-8',
    };
    const child = spawn('git', [...HARDENED, ...args], {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    let bytes = 0;
    let cut = false;
    const end = () => child.kill('SIGKILL');
    const timer = setTimeout(() => {
      cut = true;
      end();
    }, LONGEST_MS);
    abort.addEventListener('abort', end, { once: true });
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= MOST_BYTES) out.push(chunk);
      else {
        cut = true;
        end();
      }
    });
    child.stderr.on('data', (chunk: Buffer) => err.length < 20 && err.push(chunk));
    const settle = () => {
      clearTimeout(timer);
      abort.removeEventListener('abort', end);
    };
    child.on('error', (error) => {
      settle();
      reject(error);
    });
    child.on('close', (code) => {
      settle();
      resolve({
        code,
        stdout: Buffer.concat(out).toString('utf8'),
        stderr: Buffer.concat(err).toString('utf8'),
        cut,
      });
    });
  });
}
