import type { BackendName, Phase, Route } from '../model/route.ts';
import type { FailureKind, Tokens } from '../model/shapes.ts';

/* What a run asks of whatever thinks: a provider, a command line tool, a script. */

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
  inbox(): readonly News[];
  /** Live, droppable detail for whoever watches. */
  signal(signal: Signal): void;
  /** Keeps one record of the conversation in the attempt's own file. */
  transcript(record: Readonly<Record<string, unknown>>): void;
  /** The transcript that an interrupted run of this same question left, oldest first; empty otherwise. */
  readonly history: readonly unknown[];
};

/** Something said to an agent at work. */
export type News = {
  readonly id: string;
  readonly text: string;
  /** Goes along with a turn that happens anyway: whoever is done with the work need not hear it. */
  readonly passing?: boolean;
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

/** The price of an answer in dollars, or null where the table does not know the model. */
export type PriceOf = (route: Route, model: string, tokens: Tokens) => number | null;
