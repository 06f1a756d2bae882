import { NOBODY } from './identity.ts';
import { treeOf, writeCommit } from './objects.ts';
import { readRecord, type Site } from './site.ts';
import { staged } from './staging.ts';
import { intact } from './worktrees.ts';

/**
 * A live worktree as a commit that nothing refers to; undefined while it equals its base. The same content gives
 * the same commit, so that nobody rehearses it twice.
 */
export async function snapshot(site: Site, worktree: string): Promise<string | undefined> {
  const place = await intact(site, worktree);
  const record = await readRecord(site, worktree);
  if (!record) return undefined;
  return staged(site, { name: worktree, place, record }, async ({ tree }) => {
    if (tree === (await treeOf(site.git, record.commit))) return undefined;
    return writeCommit(site.git, {
      ...{ tree, parents: [record.commit], message: 'snapshot' },
      ...{ author: NOBODY, committer: NOBODY },
      ...{ authoredAt: '0 +0000', committedAt: '0 +0000' },
    });
  });
}
