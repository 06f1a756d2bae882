import type { RepositoryMap } from '../model/shapes.ts';

/*
 * What a run asks of the outside world. Adapters serve these; tests serve them from memory. Failures that are
 * part of life come back as values; what throws is a defect, or a disk that is full.
 */

/** A line of the run's own conversation with the repository. Commits are full object ids. */
export type Repository = {
  map(commit: string, abort: AbortSignal): Promise<RepositoryMap>;
  tip(branch: string): Promise<string | undefined>;
  /** Creates the branch at the commit; a branch that is already there stays as it is. */
  createBranch(branch: string, commit: string): Promise<void>;
  /** Moves the branch only if it is still where it was thought to be; false where it is not. */
  advance(branch: string, from: string, to: string): Promise<boolean>;
  /** Makes the worktree ready at a commit, or takes up what an interrupted call left. */
  prepare(worktree: string, commit: string, abort: AbortSignal): Promise<Workplace>;
  /** The same before anybody asks for it: `prepare` then finds it ready. One that nobody asks for goes with the run. */
  prepareAhead(worktree: string, commit: string, abort: AbortSignal): Promise<void>;
  /** Brings an existing worktree to exactly this commit; ignored files (dependencies) stay. */
  checkout(worktree: string, commit: string, abort?: AbortSignal): Promise<Workplace>;
  /** Takes it away; work that no ref holds is kept as `refs/baro/…` first. False where there was none. */
  remove(worktree: string): Promise<boolean>;
  /** The names of this run's worktrees that exist. */
  worktrees(): Promise<readonly string[]>;
  /**
   * What the worktree holds now as a commit on `parent`, kept under the attempt's ref; undefined where nothing has
   * changed since the worktree was brought to where it is. `attempt` is a key; the worktree bears it, where it is not
   * an earlier attempt's. The checkout is not touched.
   */
  commit(worktree: string, parent: string, message: string, attempt?: string): Promise<Committed | undefined>;
  /** A commit object of the worktree as it is, for a rehearsal; undefined while it equals its base. */
  snapshot(worktree: string): Promise<string | undefined>;
  /** The attempt's commit replayed onto another and kept under its ref, its worktree untouched; or the paths on which they disagree. */
  rebase(
    worktree: string,
    commit: string,
    onto: string,
    message: string,
  ): Promise<Committed | { readonly conflicts: readonly string[] }>;
  /** The paths on which the two would not merge; empty where they would. */
  rehearse(ours: string, theirs: string): Promise<readonly string[]>;
  /** A unified diff, at most `most` characters; says at its end what it left out. */
  diff(from: string, to: string, most: number): Promise<string>;
  changedPaths(from: string, to: string): Promise<readonly string[]>;
  /** Commits after `from` up to `to`, oldest first, first parents only. */
  commits(from: string, to: string): Promise<readonly { commit: string; message: string }[]>;
};

export type Workplace = { readonly folder: string; readonly env: Readonly<Record<string, string>> };

export type Committed = {
  readonly commit: string;
  readonly parent: string;
  readonly files: readonly string[];
  readonly changed: number;
  readonly added: number;
  readonly removed: number;
  readonly gates: readonly string[];
};

export type CommandResult = {
  /** null where it was killed. */
  readonly exitCode: number | null;
  readonly ms: number;
  /** The end of stdout and stderr together. */
  readonly tail: string;
  /** It was ended for its silence or its length. */
  readonly timedOut: boolean;
};

/** Runs one shell command in its own process group, gone when the promise settles. */
export type RunCommand = (command: {
  readonly command: string;
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly silenceMs: number;
  readonly totalMs: number;
  readonly abort: AbortSignal;
  readonly output?: (text: string) => void;
}) => Promise<CommandResult>;

/** What the branch that the pull request is for has got since the run began. */
export type BaseMoved = {
  /** Where it is now. */
  readonly commit: string;
  /** How many commits the run's branch does not hold. */
  readonly commits: number;
  /** The paths on which the two would not merge. */
  readonly conflicts: readonly string[];
};

/** Where the branch goes when it is done. All reject soon after an abort; what was asked may have happened by then. */
export type Forge = {
  /** Undefined where it has got nothing, or nobody can tell. */
  baseMoved(
    base: { readonly ref: string; readonly commit: string },
    tip: string,
    abort?: AbortSignal,
  ): Promise<BaseMoved | undefined>;
  push(
    branch: string,
    commit: string,
    abort?: AbortSignal,
  ): Promise<{ readonly remote: string } | { readonly problem: string }>;
  /** Opens the pull request of the branch, or brings an open one up to date. */
  openPullRequest(
    request: {
      readonly branch: string;
      readonly base: string;
      readonly title: string;
      readonly body: string;
      readonly draft: boolean;
    },
    abort?: AbortSignal,
  ): Promise<
    | { readonly url: string; readonly number?: number; readonly draft: boolean }
    | { readonly problem: string; readonly link?: string }
  >;
};

/** Files beside the log, by name, such as `evidence/auth-types.1.txt`. */
export type Artifacts = {
  write(name: string, text: string): Promise<void>;
  append(name: string, text: string): void;
  read(name: string): Promise<string | undefined>;
};
