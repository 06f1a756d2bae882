import type { FailureKind, RepositoryMap, Tokens } from '../model/events.ts';
import type { BackendName, Phase, Route } from '../model/route.ts';

/*
 * What a run asks of the outside world. Adapters serve these; tests serve them from memory. Failures that are
 * part of life come back as values; what throws is a defect, or a disk that is full.
 */

/** Where a question belongs; every model request that leaves Baro carries it (`x-baro-run`, `-phase`, …). */
export type Labels = {
  readonly run: string;
  readonly phase: Phase;
  readonly storyId?: string;
  /** From 1. */
  readonly attempt?: number;
};

/** The shape of an answer: a JSON schema for the model, and the check that decides. */
export type AnswerShape<T> = {
  readonly name: string;
  readonly jsonSchema: Readonly<Record<string, unknown>>;
  /** The answer, or a sentence that tells the model what is wrong with it. */
  parse(value: unknown): { readonly value: T } | { readonly problem: string };
};

export type Mode = 'ask' | 'explore' | 'work';

/**
 * One question to a backend. *ask* answers with a schema and has no tools; *explore* has read-only tools on
 * `folder` and ends in a schema; *work* changes files in `folder` and ends in a summary.
 */
export type ThinkRequest<T> = {
  readonly mode: Mode;
  readonly labels: Labels;
  readonly route: Route;
  readonly prompt: {
    /** The same bytes for every question of a kind in this run, so that providers can cache it. Goes first. */
    readonly shared: string;
    readonly task: string;
  };
  /** Absent in *work*, whose value is the agent's closing summary (a string). */
  readonly answer?: AnswerShape<T>;
  /** Absolute. Absent in *ask*. */
  readonly folder?: string;
  /** The whole environment of commands that the agent runs; it holds no keys. */
  readonly env: Readonly<Record<string, string>>;
  readonly abort: AbortSignal;
  readonly limits: Limits;
  /** Resolves when the next model request may be sent: not paused, breaker closed, money reserved. Rejects on abort. */
  permit(): Promise<void>;
  /** What has been said to the agent since it was last asked for; delivered at the next turn. */
  inbox(): readonly { readonly id: string; readonly text: string }[];
  /** Live, droppable detail for whoever watches. */
  signal(signal: Signal): void;
  /** Keeps one record of the conversation in the attempt's own file. */
  transcript(record: Readonly<Record<string, unknown>>): void;
  /** The transcript that an interrupted run of this same question left, oldest first; empty otherwise. */
  readonly history: readonly unknown[];
};

export type Limits = {
  /** Ends the question when nothing has been heard for so long. */
  readonly silenceMs: number;
  readonly totalMs: number;
  /** The most model requests of one question. */
  readonly turns: number;
};

/** Settled facts, as a backend reports them on its way; ids are the provider's where it has some. */
export type Progress =
  | {
      readonly type: 'tool';
      readonly id: string;
      readonly tool: string;
      readonly kind: 'read' | 'search' | 'edit' | 'run' | 'other';
      readonly target: string;
      readonly ok: boolean;
      readonly ms: number;
      readonly digest?: string;
    }
  | {
      readonly type: 'usage';
      readonly id: string;
      readonly model: string;
      /** The model that was asked for, where another one has answered. */
      readonly insteadOf?: string;
      /** null: the provider did not say. */
      readonly tokens: Tokens | null;
      /** Where it did not: what there was at the most, as far as that can be told. */
      readonly atMost?: Tokens;
      /** Only where the provider itself states an amount; else the price table decides. */
      readonly usd?: number;
      readonly billing: 'billed' | 'subscription' | 'unknown';
      readonly requests: number;
      readonly ms: number;
      readonly firstTokenMs: number | null;
    }
  | { readonly type: 'delivered'; readonly id: string }
  /** The provider refuses for now. Whoever says so then awaits `permit` and asks again. */
  | ({ readonly type: 'trouble'; readonly reason: string } & ProviderTrouble);

/** Why a provider did not answer; decides whether others of its stories should be tried at all. */
export type ProviderTrouble = {
  readonly trouble:
    | 'rate'
    | 'quota'
    | 'auth'
    | 'model'
    | 'overloaded'
    /** It broke off. */
    | 'network'
    /** No connection came about: nothing was asked, and nothing spent. */
    | 'unreachable'
    | 'bad-response'
    | 'context';
  readonly retryAfterMs?: number;
};

export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | ({ readonly ok: false; readonly kind: FailureKind; readonly reason: string } & Partial<ProviderTrouble>);

/**
 * Something that thinks. `think` never throws: it yields what happened and returns how it ended, soon after
 * an abort too, and by then every process and request of its own is gone.
 */
export type Backend = {
  readonly name: BackendName;
  think<T>(request: ThinkRequest<T>): AsyncGenerator<Progress, Outcome<T>>;
  /**
   * One request that says next to nothing, so that the provider keeps in its cache what all questions of the mode
   * begin with. Absent where Baro does not write the request; sends nothing where the provider would not keep it.
   */
  warm?(request: WarmRequest): AsyncGenerator<Progress, void>;
};

export type WarmRequest = Pick<
  ThinkRequest<unknown>,
  'mode' | 'labels' | 'route' | 'abort' | 'limits' | 'permit'
> & { readonly shared: string };

/** A live detail of an attempt or a phase: shown, never kept. */
export type Signal =
  | { readonly type: 'text'; readonly labels: Labels; readonly text: string }
  | { readonly type: 'output'; readonly labels: Labels; readonly text: string };

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

/** Where the branch goes when it is done. Both reject soon after an abort; what was asked may have happened by then. */
export type Forge = {
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

/** The price of an answer in dollars, or null where the table does not know the model. */
export type PriceOf = (route: Route, model: string, tokens: Tokens) => number | null;
