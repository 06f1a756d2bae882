import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectFolder } from './paths.ts';

const typescript = pathToFileURL(join(projectFolder, 'scripts/typescript.mjs')).href;
const leash = join(import.meta.dirname, 'leash.ts');

/**
 * Starts a command that cannot outlive us: it ends with all its descendants when the child's stdin closes, and the
 * folder with it. In a group of its own: Ctrl-C in a terminal is for us to answer.
 */
export const leashed = (
  folder: string,
  command: readonly string[],
  env: NodeJS.ProcessEnv,
): ChildProcessWithoutNullStreams =>
  spawn(process.execPath, ['--import', typescript, leash, folder, ...command], { env, detached: true });
