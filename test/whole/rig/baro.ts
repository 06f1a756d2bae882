import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect } from 'vitest';

export const CLI = join(import.meta.dirname, '../../../dist/engine/cli.mjs');

export type Ended = {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
};

/** A `baro` that runs. */
export type Baro = {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  /** What it has printed so far. */
  readonly said: { readonly stdout: string; readonly stderr: string };
};

/** Starts the built command line with nothing but the given environment, and nobody at the keyboard. */
export function startBaro(
  args: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Baro {
  const child = spawn(process.execPath, [CLI, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.stderr += text;
  });
  const ended = once(child, 'close').then(([status, signal]) => ({ status, signal, ...said }));
  return { process: child, ended, said };
}

/** It ended of itself with this exit status; where it did not, the test says what it had to say. */
export function ends(wanted: number, { status, stderr }: Ended): void {
  expect(status, stderr).toBe(wanted);
}
