import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { hardenedEnvironment } from '../../git/hardened.ts';
import { spawned } from '../../git/spawned.ts';

const MOST_BYTES = 1_000_000;
const LONGEST_MS = 20_000;

export const isWorktree = (folder: string) =>
  lstat(join(folder, '.git')).then(
    () => true,
    () => false,
  );

/** Runs a git command that only reads, and whose pathspecs are patterns. It runs no program of anybody's. */
export const gitIn = (folder: string, args: readonly string[], abort: AbortSignal) =>
  spawned(['--no-pager', ...args], {
    cwd: folder,
    env: hardenedEnvironment({ base: process.env, extra: { GIT_LITERAL_PATHSPECS: '0' } }),
    timeoutMs: LONGEST_MS,
    most: MOST_BYTES,
    abort,
  });
