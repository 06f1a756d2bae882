import { join } from 'node:path';
import type { Committed } from '../../engine/ports.ts';
import { changes, lines } from './changes.ts';
import { gates } from './gates.ts';
import type { Git } from './git.ts';
import type { Place } from './hardened.ts';
import type { Identity } from './identity.ts';
import { nestedRepositories } from './nested.ts';
import { readCommit, treeOf, withEnd, writeCommit } from './objects.ts';
import { fields, shown } from './paths.ts';
import { attemptRef, keep, resolve } from './refs.ts';
import { copyIndex, indexOf, readRecord, type Site, writeRecord } from './site.ts';
import { type Staged, staged } from './staging.ts';
import { intact, unlock } from './worktrees.ts';

/**
 * What the worktree holds, as one commit on `parent` in the person's name, kept under the attempt's ref; then the
 * worktree is at that commit. The same content, parent and message give the commit that is already there.
 */
export async function commit(
  site: Site,
  person: Identity,
  work: { worktree: string; parent: string; message: string; attempt: string },
): Promise<Committed | undefined> {
  const { worktree, parent, message, attempt } = work;
  const place = await intact(site, worktree);
  const record = await readRecord(site, worktree);
  return staged(site, { name: worktree, place, record }, async (content) => {
    if (content.tree === (await treeOf(site.git, parent))) return undefined;
    const ref = attemptRef(site.runId, attempt);
    const kept = await keptAs(site.git, ref, { tree: content.tree, parent, message });
    if (!kept && record && content.tree === (await treeOf(site.git, record.commit))) return undefined;
    const made =
      kept ??
      (await writeCommit(site.git, {
        ...{ tree: content.tree, parents: [parent], message },
        ...{ author: person, committer: person },
      }));
    await keep(site.git, ref, made);
    await settleAt(site, { worktree, place, commit: made, content });
    return described(site.git, { parent, commit: made, folder: place.workTree });
  });
}

/** The commit of the ref, where it is the one that would be made. */
async function keptAs(
  git: Git,
  ref: string,
  wanted: { tree: string; parent: string; message: string },
): Promise<string | undefined> {
  const kept = await resolve(git, ref);
  if (!kept) return undefined;
  const { tree, parents, message } = await readCommit(git, kept);
  const same =
    tree === wanted.tree && parents.join() === wanted.parent && message === withEnd(wanted.message);
  return same ? kept : undefined;
}

/** Brings HEAD, git's index and Baro's to a commit whose files are all there already. */
async function settleAt(
  site: Site,
  at: { worktree: string; place: Place; commit: string; content: Staged },
): Promise<void> {
  const { worktree, place, commit, content } = at;
  await unlock(place);
  await copyIndex(content.index, join(place.gitDir, 'index'));
  await copyIndex(content.index, indexOf(site, worktree));
  await site.git.bytes(['update-ref', '--no-deref', 'HEAD', commit], { at: place });
  const record = await readRecord(site, worktree);
  if (record) await writeRecord(site, worktree, { ...record, commit });
}

/** A commit on its parent, as the run tells of it; `folder` is the worktree it was made of, where it was. */
export async function described(
  git: Git,
  { parent, commit, folder }: { parent: string; commit: string; folder?: string },
): Promise<Committed> {
  const found = await changes(git, parent, commit);
  return {
    commit,
    parent,
    files: found.flatMap(({ oldPath, path, status }) =>
      oldPath !== undefined && status === 'R' ? [shown(oldPath), shown(path)] : [shown(path)],
    ),
    changed: found.length,
    ...(await lines(git, parent, commit)),
    gates: [
      ...(await gates(git, { parent, commit, changes: found })),
      ...(folder === undefined ? [] : nestedRepositories(folder, found)),
    ],
  };
}

/** Commits after `from` up to `to`, oldest first, first parents only. */
export async function commitsBetween(
  git: Git,
  from: string,
  to: string,
): Promise<readonly { commit: string; message: string }[]> {
  const output = await git.bytes([
    'log',
    '-z',
    '--first-parent',
    '--reverse',
    '--format=%H%n%B',
    `${from}..${to}`,
  ]);
  return fields(Buffer.concat([output, Buffer.from('\0')]))
    .map((entry) => Buffer.from(entry, 'latin1').toString())
    .filter((entry) => entry !== '')
    .map((entry) => ({
      commit: entry.slice(0, entry.indexOf('\n')),
      message: entry.slice(entry.indexOf('\n') + 1).trimEnd(),
    }));
}
