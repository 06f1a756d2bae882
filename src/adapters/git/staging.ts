import { existsSync } from 'node:fs';
import { lstat, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { failure, type Git } from './git.ts';
import type { Place } from './hardened.ts';
import { fields, joined, onDisk } from './paths.ts';
import { isDotGit } from './protected.ts';
import { copyIndex, indexOf, type Site, temporaryIndexes, type WorktreeRecord } from './site.ts';

/** Folders that tools fill by themselves; what is not yet tracked in them is never committed. */
const NEVER_COMMITTED = [
  ...['node_modules', 'bower_components', '.venv', '__pycache__', '.pytest_cache', '.mypy_cache', '.tox'],
  ...['.gradle', '.svelte-kit', '.turbo', '.parcel-cache', '.DS_Store'],
];

/** Patterns, as in `.gitignore`, of those and of what Baro itself put into a worktree. */
export const neverCommitted = (given: readonly string[]) => [
  ...NEVER_COMMITTED,
  ...given.map((path) => `/${path.replace(/[\\*?[\]! #]/g, '\\$&')}`),
];

/** What a worktree holds now, as a tree; git's own index of it is neither read nor written. */
export type Staged = {
  readonly tree: string;
  /** An index of that tree with the times of the files; gone when `use` returns. */
  readonly index: string;
};

type From = {
  readonly name: string;
  readonly place: Place;
  readonly record: WorktreeRecord | undefined;
  /** It fails where git may not look into a folder, which else counts as empty. */
  readonly whole?: boolean;
};

/**
 * Hashes what has changed since Baro's own checkout into a temporary index and hands it to `use`. A repository
 * inside the worktree counts by its files, not as a link.
 */
export async function staged<T>(
  site: Site,
  { name, place, record, whole = false }: From,
  use: (staged: Staged) => Promise<T>,
): Promise<T> {
  const folder = await temporaryIndexes(site);
  try {
    const index = join(folder, 'index');
    const call = { at: place, env: { GIT_INDEX_FILE: index } };
    const start = indexOf(site, name);
    if (existsSync(start)) await copyIndex(start, index);
    else if (record) await site.git.bytes(['read-tree', record.commit], call);
    const given = record?.given ?? [];
    const once = () => stage(site.git, call, given, whole);
    await once().catch(once); // an agent took a file away under it
    const tree = await site.git.text(['write-tree'], call);
    return await use({ tree, index });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type InIndex = { readonly at: Place; readonly env: { readonly GIT_INDEX_FILE: string } };

/** Brings an index up to the files, but for those in folders that tools fill and those that were `given`. */
export async function stage(git: Git, call: InIndex, given: readonly string[], whole = false): Promise<void> {
  const status = fields(
    await git.bytes(['diff-files', '-z', '--name-status', '--ignore-submodules=dirty'], call),
  );
  const gone: string[] = [];
  const there: string[] = [];
  for (let at = 0; at + 1 < status.length; at += 2)
    (status[at] === 'D' ? gone : there).push(status[at + 1] ?? '');
  there.push(...(await untracked(git, call, given, whole)).filter((path) => !path.split('/').some(isDotGit)));
  const update = async (how: readonly string[], paths: readonly string[]) => {
    if (paths.length === 0) return;
    await git.bytes(['update-index', '-z', ...how, '--stdin'], { ...call, input: joined(paths) });
  };
  // what is gone goes first: a link or a file may stand where its folder was
  await update(['--force-remove'], gone);
  await update(['--add', '--remove', '--replace'], there);
}

/** Files that git neither tracks nor ignores, those of nested repositories among them. */
export async function untracked(
  git: Git,
  call: InIndex,
  given: readonly string[],
  whole = false,
): Promise<readonly string[]> {
  const excluded = neverCommitted(given).map((pattern) => `--exclude=${pattern}`);
  const args = ['ls-files', '-z', '--others', '--exclude-standard', ...excluded];
  const answer = await git.run(args, call);
  if (answer.code !== 0 || (whole && /^warning: could not open/m.test(answer.stderr)))
    throw failure(args, answer);
  const found = fields(answer.stdout);
  const paths: string[] = [];
  for (const path of found) {
    if (!path.endsWith('/')) paths.push(path);
    else for (const inner of await insideNested(git, call, path)) paths.push(path + inner);
  }
  return paths;
}

async function insideNested(git: Git, { at, env }: InIndex, path: string): Promise<readonly string[]> {
  const workTree = onDisk(at.workTree, path.slice(0, -1)).toString();
  if (!(await lstat(workTree).catch(() => undefined))?.isDirectory()) return [];
  const empty = { GIT_INDEX_FILE: `${env.GIT_INDEX_FILE}.empty` };
  return untracked(git, { at: { ...at, workTree }, env: empty }, []);
}
