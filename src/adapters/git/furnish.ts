import type { RunCommand } from '../../engine/ports.ts';
import { giveDependencies } from './dependencies.ts';
import type { Git } from './git.ts';
import type { Place } from './hardened.ts';
import { includeFiles } from './include.ts';

/** How a worktree gets what is in no commit. */
export type Furnishing = {
  /** The person's own checkout: where dependencies and ignored files are copied from. */
  readonly checkout: Place;
  /** Globs of ignored files that a worktree needs, beside those in `.worktreeinclude`. */
  readonly include: readonly string[];
  /** Commands that install dependencies where they could not be copied; asked each time, the map comes late. */
  readonly setup: () => readonly string[];
  /** Which folder such a command fills. */
  readonly fills?: () => Readonly<Record<string, string>>;
  /** Has to succeed before a story starts. */
  readonly readiness?: string;
  readonly run: RunCommand;
};

type At = {
  readonly worktree: string;
  readonly env: Readonly<Record<string, string>>;
  readonly abort: AbortSignal;
};

const SILENCE_MS = 300_000;
const TOTAL_MS = 1_800_000;

/** What a worktree was given: the paths that were copied, and whether a command may have put others beside them. */
export type Given = { readonly paths: readonly string[]; readonly commandsRan: boolean };

/** Throws a sentence where a command fails. */
export async function furnish(git: Git, by: Furnishing, at: At): Promise<Given> {
  const { checkout, include } = by;
  const { given, unfit } = await giveDependencies(git, { checkout, ...at });
  const included = await includeFiles(git, { checkout, worktree: at.worktree, globs: include });
  const folders = by.fills?.() ?? {};
  const isMissing = (command: string) => {
    const folder = folders[command];
    return unfit.length > 0 || (folder === undefined ? given.length === 0 : !given.includes(folder));
  };
  const setup = by.setup().filter(isMissing);
  await install({ ...by, setup: () => setup }, at);
  return { paths: [...given, ...included], commandsRan: setup.length > 0 };
}

/** Installs what the commit asks for, and tries whether the worktree is ready. */
export async function install(
  { setup, readiness, run }: Furnishing,
  { worktree, env, abort }: At,
): Promise<void> {
  const steps = setup().map((command) => ({ command, kind: 'setup command' }));
  const probe = readiness ? [{ command: readiness, kind: 'readiness probe' }] : [];
  for (const { command, kind } of [...steps, ...probe]) {
    const limits = { silenceMs: SILENCE_MS, totalMs: TOTAL_MS };
    const { exitCode, timedOut, tail } = await run({ command, folder: worktree, env, ...limits, abort });
    abort.throwIfAborted();
    if (exitCode === 0 && !timedOut) continue;
    const how = timedOut ? 'did not end in time' : `failed with exit code ${exitCode}`;
    throw new Error(
      `The ${kind} "${command}" ${how}.${tail.trim() ? ` It said: ${tail.trim().slice(-600)}` : ''}`,
    );
  }
}
