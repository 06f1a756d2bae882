import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeWhenDry } from '../processes/close-when-dry.ts';
import { holdLifeLine } from '../processes/life-line.ts';

/** How git ended, and what it said. */
export type Answer = {
  /** null where it was killed. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: Buffer;
  /** The end of it, at most 16 kB. */
  readonly stderr: string;
  /** It had more to say than was wanted. */
  readonly cut: boolean;
  readonly timedOut: boolean;
};

const MOST_STDERR = 16_384;
const GRACE_MS = 5_000;
const POSIX = process.platform !== 'win32';

/** Runs git and waits for it. An abort ends it and is thrown; a missing git is thrown as a sentence. */
export function spawned(
  args: readonly string[],
  options: {
    readonly cwd: string;
    readonly env: Readonly<Record<string, string>>;
    readonly timeoutMs: number;
    readonly input?: string | Buffer;
    readonly abort?: AbortSignal;
    readonly most?: number;
    readonly tied?: boolean;
  },
): Promise<Answer> {
  const { cwd, timeoutMs, input, abort, most = Number.POSITIVE_INFINITY, tied = false } = options;
  return new Promise((resolve, reject) => {
    if (abort?.aborted) return reject(abort.reason);
    // a group of its own, so that what git started ends with it; a Ctrl-C meant for Baro does not reach it
    const env = { ...options.env, BARO_PROCESS: randomUUID() };
    const child = spawn('git', args, { cwd, env, windowsHide: true, detached: POSIX });
    const untie = tied && child.pid ? holdLifeLine(child.pid, `BARO_PROCESS=${env.BARO_PROCESS}`) : () => {};
    const out: Buffer[] = [];
    let size = 0;
    let stderr = '';
    let timedOut = false;
    let forced: NodeJS.Timeout | undefined;
    const end = () => {
      kill(child, 'SIGTERM');
      forced ??= setTimeout(() => kill(child, 'SIGKILL'), GRACE_MS);
    };
    const timer = setTimeout(() => {
      timedOut = true;
      end();
    }, timeoutMs);
    abort?.addEventListener('abort', end);
    child.stdout.on('data', (chunk: Buffer) => {
      if (size > most) return;
      out.push(chunk);
      size += chunk.length;
      if (size > most) end();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr = (stderr + chunk.toString()).slice(-MOST_STDERR);
    });
    child.stdin.on('error', () => {}); // it ended without reading all: its exit code says why
    child.stdin.end(input);
    const settle = () => {
      untie();
      clearTimeout(timer);
      clearTimeout(forced);
      abort?.removeEventListener('abort', end);
    };
    child.on('error', (cause) => {
      settle();
      reject(new Error(`git could not be started in ${cwd}: ${cause.message}`, { cause }));
    });
    child.on('exit', () => {
      // such as an ssh that stays for the next one
      for (const output of [child.stdout, child.stderr]) closeWhenDry(output);
    });
    child.on('close', (code, signal) => {
      settle();
      if (abort?.aborted) return reject(abort.reason);
      const cut = size > most;
      resolve({
        code,
        signal,
        stdout: Buffer.concat(out).subarray(0, cut ? most : size),
        stderr,
        cut,
        timedOut,
      });
    });
  });
}

function kill(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (POSIX && child.pid !== undefined) process.kill(-child.pid, signal);
    else child.kill(signal);
  } catch {
    // it has ended meanwhile
  }
}
