import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Git } from './git.ts';
import { personOf } from './identity.ts';
import { canLfs } from './lfs.ts';

/** git's own marks of something half done in a checkout. */
const UNDERWAY: readonly (readonly [string, string])[] = [
  ['rebase-merge', 'rebase'],
  ['rebase-apply', 'rebase'],
  ['MERGE_HEAD', 'merge'],
  ['CHERRY_PICK_HEAD', 'cherry-pick'],
  ['REVERT_HEAD', 'revert'],
  ['BISECT_LOG', 'bisect'],
];

/** What a person should know of the checkout before a run; a sentence each. */
export async function notes(
  git: Git,
  env: Readonly<Record<string, string | undefined>>,
): Promise<readonly string[]> {
  const { gitDir, workTree } = git.place;
  const sentences: string[] = [];
  const underway = UNDERWAY.find(([mark]) => existsSync(join(gitDir, mark)));
  if (underway) sentences.push(`A ${underway[1]} is under way in your checkout; it is left alone.`);
  if (!(await personOf(git, env)))
    sentences.push('git knows no user.name and user.email of yours; commits will carry the name Baro.');
  if (existsSync(join(workTree, '.gitmodules')))
    sentences.push('Submodules stay empty in the worktrees of a run.');
  const attributes = await readFile(join(workTree, '.gitattributes'), 'utf8').catch(() => '');
  if (/filter=lfs/.test(attributes) && !(await canLfs(git)))
    sentences.push(
      'Files in Git LFS stay pointers in the worktrees of a run: git-lfs is not set up in your own git configuration.',
    );
  return sentences;
}
