import { readdir, realpath } from 'node:fs/promises';
import { parse, resolve as resolvePath } from 'node:path';
import type { Environment } from '../environment.ts';
import { type Base, resolveBase } from './base.ts';
import { type Git, openGit } from './git.ts';
import { hardenedEnvironment, type Place } from './hardened.ts';
import { notes } from './notes.ts';
import { resolve } from './refs.ts';
import { type Remote, remotes } from './remotes.ts';
import { type Answer, spawned } from './spawned.ts';
import { uncommittedFiles } from './uncommitted.ts';

/** A repository that a run can work on, as it was found. */
export type Inspected = {
  readonly ok: true;
  /** The top of the person's checkout; the folder asked about may lie below it. */
  readonly root: string;
  readonly commonDir: string;
  /** The person's checkout as git sees it. */
  readonly checkout: Place;
  /** Absent with a detached HEAD. */
  readonly branch?: string;
  readonly head: string;
  readonly base: Base;
  readonly remotes: readonly Remote[];
  /** How many files of the checkout are not committed. */
  readonly uncommitted: number;
  /** What a person should know beforehand; none of it stops a run. */
  readonly notes: readonly string[];
};

/** Why a run cannot start, in one sentence; `empty` and `none` can be helped by starting a repository. */
export type Refused = {
  readonly ok: false;
  readonly kind: 'empty' | 'none' | 'unborn' | 'bare' | 'git' | 'ref' | 'refused';
  readonly problem: string;
};

const LEAST = [2, 38] as const;

/** Looks at a folder before anything is made. `base` is a ref, HEAD without it. */
export async function inspect(
  folder: string,
  { env, base }: { readonly env: Environment; readonly base?: string },
): Promise<Inspected | Refused> {
  const at = resolvePath(folder);
  const unfit = await unfitGit(at, env);
  if (unfit) return unfit;
  const found = await discover(at, env);
  if ('ok' in found) return found;
  const git = openGit({ ...found, scratch: found.workTree, base: env });
  const head = await resolve(git, 'HEAD');
  if (!head)
    return refused(
      'unborn',
      `The repository in ${found.workTree} has no commit yet; make a first one, then run Baro again.`,
    );
  if (await resolve(git, 'refs/heads/baro'))
    return refused(
      'refused',
      'A branch named "baro" is in the way of branches named "baro/…"; rename it, then run Baro again.',
    );
  if (await resolve(git, 'refs/baro'))
    return refused(
      'refused',
      'A ref named "refs/baro" is in the way of refs named "refs/baro/…"; take it away with git update-ref -d refs/baro, then run Baro again.',
    );
  const known = await remotes(git);
  const branch = await currentBranch(git);
  const from = await resolveBase(git, { ref: base ?? 'HEAD', branch, remotes: known });
  if (!from)
    return refused('ref', `"${base}" is no commit, branch or tag of the repository in ${found.workTree}.`);
  return {
    ok: true,
    ...{ root: found.workTree, commonDir: found.commonDir, checkout: found },
    ...(branch === undefined ? {} : { branch }),
    ...{ head, base: from, remotes: known },
    ...{ uncommitted: await uncommittedFiles(git, found), notes: await notes(git, env) },
  };
}

/** Which git there is, and whether Baro can work with it. */
export async function gitVersion(
  env: Environment,
): Promise<{ readonly said: string; readonly fit: boolean }> {
  const answer = await asked(parse(process.execPath).root, env, ['version']).catch(() => undefined);
  if (!answer) return { said: 'not found', fit: false };
  const [said = '', major = '0', minor = '0'] = /(\d+)\.(\d+)[.\d]*/.exec(answer.stdout.toString()) ?? [];
  const fit = Number(major) > LEAST[0] || (Number(major) === LEAST[0] && Number(minor) >= LEAST[1]);
  return { said, fit };
}

async function unfitGit(at: string, env: Environment): Promise<Refused | undefined> {
  const code = await readdir(at).then(
    () => undefined,
    (error: NodeJS.ErrnoException) => error.code ?? String(error),
  );
  if (code === 'ENOENT') return refused('none', `There is no folder ${at}; name one that exists.`);
  if (code === 'ENOTDIR') return refused('none', `${at} is a file; name the folder of a repository.`);
  if (code) return refused('none', `The folder ${at} cannot be read (${code}).`);
  const { said, fit } = await gitVersion(env);
  if (said === 'not found')
    return refused(
      'git',
      'git was not found; install git 2.38 or newer and make sure that it is on the PATH.',
    );
  return fit
    ? undefined
    : refused('git', `git ${said} is too old; Baro needs git ${LEAST.join('.')} or newer.`);
}

/** The repository around a folder, by git's own search: the only call that is not told where to look. */
async function discover(at: string, env: Environment): Promise<Place | Refused> {
  const where = ['--path-format=absolute', '--absolute-git-dir', '--git-common-dir', '--show-toplevel'];
  const { code, stdout, stderr } = await asked(at, env, ['rev-parse', ...where]);
  if (code === 0) {
    const [gitDir = '', commonDir = '', workTree = '', ...more] = stdout.toString().trimEnd().split('\n');
    if (more.length > 0)
      return refused(
        'refused',
        `The path of ${at} holds a line break; Baro cannot work there. Rename the folder.`,
      );
    return {
      gitDir: await realpath(gitDir),
      commonDir: await realpath(commonDir),
      workTree: await realpath(workTree),
    };
  }
  if (/must be run in a work tree|cannot use bare repository/.test(stderr))
    return (await asked(at, env, ['--git-dir=.', 'rev-parse', '--is-bare-repository'])).stdout
      .toString()
      .trim() === 'false'
      ? refused('bare', `${at} is git's own folder; run Baro in the checkout that it belongs to.`)
      : refused('bare', `${at} is a bare repository; run Baro in a checkout of it.`);
  if (/dubious ownership/.test(stderr))
    return refused(
      'refused',
      `The repository in ${at} belongs to another user; allow it with git config --global --add safe.directory.`,
    );
  if (!/not a git repository/.test(stderr))
    return refused('refused', `git cannot read the repository in ${at}: ${stderr.trim().split('\n').at(-1)}`);
  const [, nowhere] = /not a git repository: (.+)/.exec(stderr) ?? [];
  if (nowhere)
    return refused(
      'refused',
      `The .git file in ${at} or above points to ${nowhere}, where no repository is.`,
    );
  const entries = await readdir(at);
  return entries.length === 0
    ? refused('empty', `${at} is empty and no repository yet; start one with git init and a first commit.`)
    : refused('none', `${at} is in no git repository; start one with git init and a first commit.`);
}

async function currentBranch(git: Git): Promise<string | undefined> {
  const { code, stdout } = await git.run(['symbolic-ref', '--quiet', '--short', 'HEAD']);
  return code === 0 ? stdout.toString().trim() : undefined;
}

const asked = (cwd: string, env: Environment, args: readonly string[]): Promise<Answer> =>
  spawned(args, { cwd, env: hardenedEnvironment({ base: env }), timeoutMs: 60_000 });

const refused = (kind: Refused['kind'], problem: string): Refused => ({ ok: false, kind, problem });
