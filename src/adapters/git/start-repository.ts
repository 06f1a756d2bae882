import { existsSync } from 'node:fs';
import { realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from '../environment.ts';
import { failure, openGit } from './git.ts';
import { hardenedEnvironment } from './hardened.ts';
import { authored, committed, type Identity, personOf } from './identity.ts';
import { type Answer, spawned } from './spawned.ts';

/** For repositories that belong to nobody; else the person's own name and default branch are used. */
type Given = { readonly identity?: Identity; readonly branch?: string };

/**
 * Makes a folder a repository whose first commit holds what is there, in the person's name. A sentence says why it
 * could not; then the folder is as it was.
 */
export async function startRepository(
  folder: string,
  env: Environment,
  { identity, branch }: Given = {},
): Promise<string | undefined> {
  const gitDir = join(folder, '.git');
  const undo = existsSync(gitDir) ? async () => {} : () => rm(gitDir, { recursive: true, force: true });
  try {
    const first = branch ?? ((await knowsDefaultBranch(folder, env)) ? undefined : 'main');
    await plain(folder, env, ['init', '--quiet', ...(first ? [`--initial-branch=${first}`] : [])]);
    const git = openGit({ commonDir: await realpath(gitDir), scratch: await realpath(folder), base: env });
    const person = identity ?? (await personOf(git, env));
    if (!person) {
      await undo();
      return NOBODY_KNOWN;
    }
    if (identity) {
      await git.bytes(['config', 'user.name', identity.name]);
      await git.bytes(['config', 'user.email', identity.email]);
    }
    await git.bytes(['add', '--all']);
    const signed = { ...authored(person), ...committed(person) };
    await git.bytes(['commit', '--quiet', '--allow-empty', '--message', 'Start'], { env: signed });
    return undefined;
  } catch (error) {
    await undo();
    return `A repository could not be started in ${folder}: ${error instanceof Error ? error.message : error}`;
  }
}

const NOBODY_KNOWN =
  'A repository begins with a commit in your name, and git knows none. Tell it with `git config --global user.name "…"` and `git config --global user.email "…"`, then run Baro again.';

/** Gives a repository of this machine a bare copy of itself as the remote `origin`. */
export async function giveRemote(folder: string, remote: string, env: Environment): Promise<void> {
  await plain(folder, env, ['clone', '--quiet', '--bare', '--', folder, remote], {
    GIT_ALLOW_PROTOCOL: 'file',
  });
  const git = openGit({ commonDir: await realpath(join(folder, '.git')), scratch: folder, base: env });
  await git.bytes(['remote', 'add', 'origin', remote]);
}

async function knowsDefaultBranch(folder: string, env: Environment): Promise<boolean> {
  const { code } = await asked(folder, env, ['config', '--get', 'init.defaultBranch']);
  return code === 0;
}

async function plain(folder: string, env: Environment, args: readonly string[], extra = {}): Promise<void> {
  const answer = await asked(folder, env, args, extra);
  if (answer.code !== 0) throw failure(args, answer);
}

/** git where there is no repository yet: it is told nothing but the folder. */
const asked = (folder: string, env: Environment, args: readonly string[], extra = {}): Promise<Answer> =>
  spawned(args, { cwd: folder, env: hardenedEnvironment({ base: env, extra }), timeoutMs: 600_000 });
