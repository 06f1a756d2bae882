import { constants, existsSync } from 'node:fs';
import { copyFile, lstat, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, sep } from 'node:path';
import type { Git } from './git.ts';
import type { Place } from './hardened.ts';
import { asText, ignored } from './ignored.ts';
import { fields } from './paths.ts';

/** Where a repository says which of its ignored files a worktree needs, in the manner of `.gitignore`. */
const LIST = '.worktreeinclude';
const MOST_FILES = 2_000;

/**
 * Copies files such as `.env` that git ignores and that `.worktreeinclude`, or the person's own globs, name.
 * Resolves with their paths. What git does not ignore comes with the commit or not at all.
 */
export async function includeFiles(
  git: Git,
  { checkout, worktree, globs }: { checkout: Place; worktree: string; globs: readonly string[] },
): Promise<readonly string[]> {
  const listed = await readFile(join(checkout.workTree, LIST), 'utf8').catch(() => '');
  const patterns = [...listed.split(/\r?\n/), ...globs];
  if (!patterns.some((pattern) => pattern.trim() !== '' && !pattern.startsWith('#'))) return [];
  const included: string[] = [];
  for (const path of (await matching(git, checkout, patterns)).slice(0, MOST_FILES))
    if (await copied(checkout.workTree, worktree, path)) included.push(path);
  return included;
}

async function matching(git: Git, at: Place, patterns: readonly string[]): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'baro-include-'));
  try {
    const file = join(folder, 'patterns');
    await writeFile(file, `${patterns.join('\n')}\n`, { mode: 0o600 });
    const args = ['ls-files', '-z', '--others', '--ignored', `--exclude-from=${file}`];
    const named = fields(await git.bytes(args, { at })).map(asText);
    if (named.length === 0) return [];
    const all = await ignored(git, at);
    const files = new Set(all);
    const folders = all.filter((path) => path.endsWith('/'));
    return named.filter((path) => files.has(path) || folders.some((folder) => path.startsWith(folder)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Plain files only, and only to where no link leads out of the worktree. */
async function copied(checkout: string, worktree: string, path: string): Promise<boolean> {
  const to = join(worktree, path);
  if (existsSync(to) || !(await lstat(join(checkout, path)).catch(() => undefined))?.isFile()) return false;
  let above = dirname(to);
  while (!existsSync(above)) above = dirname(above);
  if (!`${await realpath(above)}${sep}`.startsWith(`${worktree}${sep}`)) return false;
  await mkdir(dirname(to), { recursive: true });
  await copyFile(join(checkout, path), to, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
  return true;
}
