import { existsSync } from 'node:fs';
import { lstat, readFile, realpath, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { REQUIREMENTS } from '../recognise/python.ts';
import { copyFolder, turnLinks } from './copy.ts';
import type { Git } from './git.ts';
import type { Place } from './hardened.ts';
import { ignored } from './ignored.ts';
import { isVirtualEnvironment, relocate } from './python.ts';

/** Folders that a package manager fills, and the files that say with what. Build folders know their own path: they are not among them. */
const FOLDERS: Readonly<Record<string, readonly string[]>> = {
  node_modules: [
    'package-lock.json',
    'npm-shrinkwrap.json',
    'yarn.lock',
    'pnpm-lock.yaml',
    'bun.lock',
    'bun.lockb',
  ],
  bower_components: ['bower.json'],
  '.venv': ['uv.lock', 'poetry.lock', 'pdm.lock', 'Pipfile.lock', ...REQUIREMENTS],
  venv: ['uv.lock', 'poetry.lock', 'pdm.lock', 'Pipfile.lock', ...REQUIREMENTS],
  vendor: ['composer.lock', 'Gemfile.lock', 'go.sum', 'modules.txt'],
  deps: ['mix.lock'],
  Pods: ['Podfile.lock'],
};
/** Where there is no lock file, the list of wishes has to do. */
const MANIFESTS = [
  'package.json',
  'pyproject.toml',
  'setup.py',
  'setup.cfg',
  'composer.json',
  'Gemfile',
  'go.mod',
  'mix.exs',
];
const LOCKS = new Set([...Object.values(FOLDERS).flat(), ...MANIFESTS]);
/** pip has no name of its own for such a list. */
const A_LIST_FOR_PIP = /(^|\/)(requirements[^/]*|[^/]*requirements|requirements\/[^/]*)\.(txt|in)$/;

/** Whether a change of these paths may call for another installation. */
export const touchesLocks = (paths: readonly string[]) =>
  paths.some((path) => LOCKS.has(basename(path)) || A_LIST_FOR_PIP.test(path));

export type Dependencies = {
  /** Folders that were copied, relative to the worktree. */
  readonly given: readonly string[];
  /** Folders that the person has, but which do not fit the commit. */
  readonly unfit: readonly string[];
};

/** Gives the worktree what the person has installed, where it is what the commit asks for. */
export async function giveDependencies(
  git: Git,
  { checkout, worktree, abort }: { checkout: Place; worktree: string; abort: AbortSignal },
): Promise<Dependencies> {
  const given: string[] = [];
  const unfit: string[] = [];
  for (const folder of await installed(git, checkout)) {
    const there = folderThere(checkout.workTree, folder);
    const taken = [folder, there].some((path) => existsSync(join(worktree, path)));
    if (taken || !existsSync(join(worktree, dirname(folder)))) continue;
    const from = join(checkout.workTree, folder);
    const to = join(worktree, there);
    const fits = await fitsCommit(checkout.workTree, worktree, folder);
    if (!fits || !(await copied({ from, to, checkout: checkout.workTree, worktree, abort }))) {
      unfit.push(folder);
      continue;
    }
    if (there !== folder) await symlink(basename(there), join(worktree, folder), 'junction');
    given.push(...new Set([there, folder]));
  }
  return { given, unfit };
}

/**
 * What a folder is called in the worktree. The commands of a Python project know one environment, `.venv`: one that the
 * person calls `venv` is that, with a link where it was.
 */
function folderThere(checkout: string, folder: string): string {
  const own = join(dirname(folder), '.venv');
  const isIt = basename(folder) === 'venv' && isVirtualEnvironment(join(checkout, folder));
  return isIt && !existsSync(join(checkout, own)) ? own : folder;
}

/** Ignored dependency folders of the checkout, those of nested workspaces too; never what lies inside of one. */
async function installed(git: Git, checkout: Place): Promise<readonly string[]> {
  const paths = (await ignored(git, checkout)).map((path) => path.replace(/\/$/, ''));
  return paths.filter((path) => Object.hasOwn(FOLDERS, basename(path)));
}

/** The nearest lock files above the folder are the same in the checkout as at the worktree's commit. */
async function fitsCommit(checkout: string, worktree: string, folder: string): Promise<boolean> {
  for (const wanted of [FOLDERS[basename(folder)] ?? [], MANIFESTS])
    for (let at = dirname(folder); ; at = dirname(at)) {
      const present = wanted.filter((name) =>
        [checkout, worktree].some((top) => existsSync(join(top, at, name))),
      );
      if (present.length > 0) {
        const same = await Promise.all(
          present.map((name) => sameFile(join(checkout, at, name), join(worktree, at, name))),
        );
        return same.every(Boolean);
      }
      if (at === '.') break;
    }
  return true;
}

async function sameFile(a: string, b: string): Promise<boolean> {
  const [left, right] = await Promise.all([a, b].map((file) => readFile(file).catch(() => undefined)));
  return left !== undefined && right !== undefined && left.equals(right);
}

/** False where it could not be copied whole: the person may be installing right now. */
async function copied(given: {
  readonly from: string;
  readonly to: string;
  readonly checkout: string;
  readonly worktree: string;
  readonly abort: AbortSignal;
}): Promise<boolean> {
  const { from, to, checkout, worktree, abort } = given;
  try {
    const real = await realpath(from);
    if (!(await lstat(real)).isDirectory()) return false;
    await copyFolder(real, to, abort);
    await turnLinks(to, checkout, worktree);
    await relocate(to, from, to);
    await relocate(to, checkout, worktree);
    return true;
  } catch (error) {
    await rm(to, { recursive: true, force: true });
    if (abort.aborted) throw error;
    return false;
  }
}
