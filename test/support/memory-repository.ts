import { createHash } from 'node:crypto';
import type { Committed, Repository } from '../../src/engine/ports.ts';
import type { RepositoryMap } from '../../src/model/shapes.ts';

/** The files of a commit or a worktree, by path. */
export type Tree = Readonly<Record<string, string>>;
type Commit = { readonly parent: string | undefined; readonly tree: Tree; readonly message: string };
type Worktree = { readonly base: string; tree: Tree };

/** A repository that outlives the processes that work on it, as git does; merges go by whole files. */
export type MemoryRepository = Repository & {
  readonly base: string;
  readonly branches: Map<string, string>;
  /** Changes files of the worktree in that folder; `null` deletes one. */
  write(folder: string, files: Readonly<Record<string, string | null>>): void;
  treeOf(commit: string): Tree;
  treeIn(folder: string): Tree;
  /** The worktrees that exist. */
  existing(): readonly string[];
  /** The messages on the branch after the base, oldest first. */
  history(branch: string): readonly string[];
};

const folderOf = (worktree: string) => `/memory/${worktree}`;
const nameOf = (folder: string) => folder.slice('/memory/'.length);

export function memoryRepository(
  files: Tree,
  map: RepositoryMap,
  gatesOf: (paths: readonly string[]) => readonly string[] = () => [],
): MemoryRepository {
  const commits = new Map<string, Commit>();
  const branches = new Map<string, string>();
  const worktrees = new Map<string, Worktree>();

  const keep = (commit: Commit) => {
    const id = createHash('sha1').update(JSON.stringify(commit)).digest('hex');
    commits.set(id, commit);
    return id;
  };
  const at = (id: string) => {
    const found = commits.get(id);
    if (!found) throw new Error(`there is no commit ${id}`);
    return found;
  };
  const inFolder = (name: string) => {
    const found = worktrees.get(name);
    if (!found) throw new Error(`there is no worktree ${name}`);
    return found;
  };
  const workplace = (name: string) => ({ folder: folderOf(name), env: {} });
  const base = keep({ parent: undefined, tree: files, message: 'the beginning' });
  const parentOf = (id: string) => at(id).parent ?? base;

  const committed = (commit: string): Committed => {
    const parent = parentOf(commit);
    const paths = changes(at(parent).tree, at(commit).tree);
    return {
      ...{ commit, parent, files: paths, changed: paths.length, added: paths.length, removed: 0 },
      gates: gatesOf(paths),
    };
  };
  const ancestors = (id: string) => {
    const line: string[] = [];
    for (let now: string | undefined = id; now; now = at(now).parent) line.push(now);
    return line;
  };

  return {
    base,
    branches,
    write(folder, changed) {
      const place = inFolder(nameOf(folder));
      place.tree = applied(place.tree, changed);
    },
    existing: () => [...worktrees.keys()],
    treeOf: (commit) => at(commit).tree,
    treeIn: (folder) => inFolder(nameOf(folder)).tree,
    history: (branch) =>
      ancestors(branches.get(branch) ?? base)
        .filter((id) => id !== base)
        .toReversed()
        .map((id) => at(id).message),

    map: async () => map,
    tip: async (branch) => branches.get(branch),
    async createBranch(branch, commit) {
      if (!branches.has(branch)) branches.set(branch, commit);
    },
    async advance(branch, from, to) {
      if (branches.get(branch) !== from) return false;
      branches.set(branch, to);
      return true;
    },
    async prepare(worktree, commit, abort) {
      abort.throwIfAborted();
      if (worktrees.get(worktree)?.base !== commit)
        worktrees.set(worktree, { base: commit, tree: at(commit).tree });
      return workplace(worktree);
    },
    prepareAhead: async () => {},
    async checkout(worktree, commit) {
      inFolder(worktree);
      worktrees.set(worktree, { base: commit, tree: at(commit).tree });
      return workplace(worktree);
    },
    remove: async (worktree) => worktrees.delete(worktree),
    worktrees: async () => [...worktrees.keys()],
    async commit(worktree, parent, message) {
      const { tree } = inFolder(worktree);
      return changes(at(parent).tree, tree).length > 0
        ? committed(keep({ parent, tree, message }))
        : undefined;
    },
    async snapshot(worktree) {
      const { base: parent, tree } = inFolder(worktree);
      return changes(at(parent).tree, tree).length > 0
        ? keep({ parent, tree, message: 'snapshot' })
        : undefined;
    },
    async rebase(_worktree, commit, onto, message) {
      const [from, to] = [at(parentOf(commit)).tree, at(commit).tree];
      const conflicts = bothChanged(from, to, at(onto).tree);
      if (conflicts.length > 0) return { conflicts };
      const moved = Object.fromEntries(changes(from, to).map((path) => [path, to[path] ?? null]));
      return committed(keep({ parent: onto, tree: applied(at(onto).tree, moved), message }));
    },
    async rehearse(ours, theirs) {
      const line = new Set(ancestors(ours));
      const fork = ancestors(theirs).find((id) => line.has(id)) ?? base;
      return bothChanged(at(fork).tree, at(ours).tree, at(theirs).tree);
    },
    async diff(from, to) {
      const [before, after] = [at(from).tree, at(to).tree];
      return changes(before, after)
        .map((path) => `--- ${path}\n-${before[path] ?? ''}\n+${after[path] ?? ''}`)
        .join('\n');
    },
    changedPaths: async (from, to) => changes(at(from).tree, at(to).tree),
    async commits(from, to) {
      const known = new Set(ancestors(from));
      return ancestors(to)
        .filter((id) => !known.has(id))
        .toReversed()
        .map((commit) => ({ commit, message: at(commit).message }));
    },
  };
}

const changes = (before: Tree, after: Tree) =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((path) => before[path] !== after[path])
    .toSorted();

const bothChanged = (from: Tree, ours: Tree, theirs: Tree) =>
  changes(from, ours).filter((path) => from[path] !== theirs[path] && ours[path] !== theirs[path]);

const applied = (tree: Tree, changed: Readonly<Record<string, string | null>>): Tree => {
  const next: Record<string, string> = { ...tree };
  for (const [path, text] of Object.entries(changed))
    if (text === null) delete next[path];
    else next[path] = text;
  return next;
};
