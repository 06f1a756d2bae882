import type { Git } from './git.ts';
import type { Identity } from './identity.ts';
import { authored, committed } from './identity.ts';

/** A commit object, read. */
export type CommitObject = {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Identity & { readonly date: string };
  /** Seconds since 1970, and the zone. */
  readonly committedAt: string;
  readonly message: string;
};

export async function readCommit(git: Git, commit: string): Promise<CommitObject> {
  const text = (await git.bytes(['cat-file', 'commit', commit])).toString();
  const end = text.indexOf('\n\n');
  const head = text.slice(0, end).split('\n');
  const valuesOf = (key: string) =>
    head.filter((line) => line.startsWith(`${key} `)).map((line) => line.slice(key.length + 1));
  const [, name = '', email = '', date = ''] =
    /^(.*) <(.*)> (\d+ [+-]\d+)$/.exec(valuesOf('author')[0] ?? '') ?? [];
  return {
    tree: valuesOf('tree')[0] ?? '',
    parents: valuesOf('parent'),
    author: { name, email, date },
    committedAt: /(\d+ [+-]\d+)$/.exec(valuesOf('committer')[0] ?? '')?.[1] ?? '',
    message: text.slice(end + 2),
  };
}

/** The trees of commits that were made or asked for, by repository: a commit never comes to hold another one. */
const trees = new WeakMap<Git, Map<string, string>>();

function treesIn(git: Git): Map<string, string> {
  const known = trees.get(git) ?? new Map<string, string>();
  trees.set(git, known);
  return known;
}

/** The tree of a commit, which is given by its whole name. */
export async function treeOf(git: Git, commit: string): Promise<string> {
  const known = treesIn(git).get(commit);
  if (known) return known;
  const tree = await git.text(['rev-parse', '--verify', '--end-of-options', `${commit}^{tree}`]);
  treesIn(git).set(commit, tree);
  return tree;
}

/** Writes a commit object; with both dates given it is the same one every time. */
export async function writeCommit(
  git: Git,
  commit: {
    readonly tree: string;
    readonly parents: readonly string[];
    readonly message: string;
    readonly author: Identity;
    readonly committer: Identity;
    readonly authoredAt?: string;
    readonly committedAt?: string;
  },
): Promise<string> {
  const parents = commit.parents.flatMap((parent) => ['-p', parent]);
  const written = await git.bytes(['commit-tree', commit.tree, ...parents, '-F', '-'], {
    input: withEnd(commit.message),
    env: {
      ...authored(commit.author, commit.authoredAt),
      ...committed(commit.committer, commit.committedAt),
    },
  });
  const made = written.toString().trim();
  treesIn(git).set(made, commit.tree);
  return made;
}

export const withEnd = (message: string) => (message.endsWith('\n') ? message : `${message}\n`);
