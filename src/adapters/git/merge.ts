import type { Committed } from '../../engine/ports.ts';
import { described } from './commits.ts';
import type { Call, Git } from './git.ts';
import { type Identity, NOBODY } from './identity.ts';
import { readCommit, treeOf, withEnd, writeCommit } from './objects.ts';
import { fields, shown } from './paths.ts';
import { attemptRef, keep } from './refs.ts';
import type { Site } from './site.ts';

type Merged = { readonly tree: string } | { readonly conflicts: readonly string[] };

/** Two commits merged from their common ancestor, without a worktree. */
async function merged(git: Git, ours: string, theirs: string, call?: Call): Promise<Merged> {
  const how = ['--write-tree', '-z', '--name-only', '--no-messages', '--allow-unrelated-histories'];
  const answer = await git.run(['merge-tree', ...how, ours, theirs], call);
  const [tree = '', ...conflicts] = fields(answer.stdout);
  if (answer.code === 0) return { tree };
  if (answer.code !== 1) throw new Error(`git merge-tree failed: ${answer.stderr.trim()}`);
  return { conflicts: [...new Set(conflicts.filter((path) => path !== ''))].map(shown) };
}

/** The paths on which the two would not merge. */
export async function rehearse(
  git: Git,
  ours: string,
  theirs: string,
  call?: Call,
): Promise<readonly string[]> {
  const result = await merged(git, ours, theirs, call);
  return 'conflicts' in result ? result.conflicts : [];
}

/**
 * The commit's own change on top of `onto`, by its author. The dates come from the two commits, so that the same
 * replay gives the same commit, however often it is interrupted.
 */
export async function rebase(
  { git, runId }: Pick<Site, 'git' | 'runId'>,
  person: Identity,
  {
    worktree,
    commit,
    onto,
    message,
  }: {
    readonly worktree: string;
    readonly commit: string;
    readonly onto: string;
    readonly message: string;
  },
): Promise<Committed | { readonly conflicts: readonly string[] }> {
  const source = await readCommit(git, commit);
  if (source.parents.join() === onto && source.message === withEnd(message))
    return described(git, { parent: onto, commit });
  const result = await merged(git, await ontoParent(git, onto, source.parents[0]), await alone(git, commit));
  if ('conflicts' in result) return result;
  const replayed = await writeCommit(git, {
    ...{ tree: result.tree, parents: [onto], message },
    ...{ author: source.author, committer: person },
    ...{
      authoredAt: source.author.date,
      committedAt: later(source.author.date, (await readCommit(git, onto)).committedAt),
    },
  });
  const made = await described(git, { parent: onto, commit: replayed });
  // it waits to be verified, and nothing else refers to it until then
  if (made.changed > 0) await keep(git, attemptRef(runId, worktree), replayed);
  return made;
}

/**
 * The content of `onto`, as if it had been made from the commit's own parent: so that parent is where the two
 * histories meet, whatever the real ones are. git before 2.40 cannot be told the base of a merge.
 */
async function ontoParent(git: Git, onto: string, parent: string | undefined): Promise<string> {
  return standIn(git, await treeOf(git, onto), parent ? [parent] : []);
}

/** The commit with its first parent alone, which is what its change is against. */
async function alone(git: Git, commit: string): Promise<string> {
  const { tree, parents } = await readCommit(git, commit);
  return parents.length <= 1 ? commit : standIn(git, tree, parents.slice(0, 1));
}

const standIn = (git: Git, tree: string, parents: readonly string[]) =>
  writeCommit(git, {
    ...{ tree, parents, message: 'a stand-in for a merge' },
    ...{ author: NOBODY, committer: NOBODY },
    ...{ authoredAt: '0 +0000', committedAt: '0 +0000' },
  });

const later = (a: string, b: string) => (Number.parseInt(a, 10) >= Number.parseInt(b, 10) ? a : b);
