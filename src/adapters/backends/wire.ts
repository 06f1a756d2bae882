import type { Effort } from '../../model/route.ts';
import type { Tokens } from '../../model/shapes.ts';
import type { Capabilities } from '../models.ts';

/** A tool call as the model wrote it; the arguments are text until somebody has read them. */
export type Call = { readonly id: string; readonly name: string; readonly args: string };

export type Result = {
  readonly id: string;
  readonly name: string;
  readonly ok: boolean;
  readonly text: string;
};

/** A conversation in the one form that every protocol can be written from. */
export type Message =
  | { readonly role: 'user'; readonly text: string }
  | {
      readonly role: 'assistant';
      readonly text: string;
      readonly calls: readonly Call[];
      /** What this protocol wants to be handed back word for word (signed or encrypted reasoning). */
      readonly native?: { readonly protocol: string; readonly value: unknown };
    }
  | { readonly role: 'tool'; readonly results: readonly Result[] };

export type ToolSpec = {
  readonly name: string;
  readonly description: string;
  readonly schema: Readonly<Record<string, unknown>>;
};

/** Parts of a request that a server may refuse, and that it can do without. */
export type Optional =
  | 'cache_control'
  | 'effort'
  | 'include'
  | 'max_tokens'
  | 'native'
  | 'prompt_cache_key'
  | 'store'
  | 'stream_options';

export type WireRequest = {
  readonly model: string;
  /** What is known of the model. */
  readonly can: Capabilities;
  readonly system: string;
  readonly messages: readonly Message[];
  /** Sorted by name, so that the same tools are the same bytes. */
  readonly tools: readonly ToolSpec[];
  readonly cacheKey: string;
  readonly effort?: Effort | undefined;
  /** The most tokens to write; absent where the protocol's own limit will do. */
  readonly maxOutput?: number | undefined;
  /** What this server has refused before. */
  readonly without: ReadonlySet<Optional>;
};

/** Why a turn ended. *length* and *context*: it was cut, nothing in it may be acted on. */
export type Stop = 'end' | 'length' | 'refusal' | 'context';

export type Turn = {
  readonly text: string;
  readonly calls: readonly Call[];
  readonly stop: Stop;
  readonly native?: unknown;
};

/** What comes in while a turn is streamed. Only a stream that has brought a *turn* is complete. */
export type Heard =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'bill';
      readonly id?: string;
      readonly model?: string;
      readonly tokens?: Tokens | null;
      /** What it cost, where the server says so itself. */
      readonly usd?: number;
      /** It was made out at the beginning: what is written comes on top. */
      readonly early?: boolean;
    }
  | { readonly type: 'turn'; readonly turn: Turn }
  /** Something of the turn itself that is not shown: the first of these, or of the text, is its first token. */
  | { readonly type: 'alive'; readonly unseen?: string | undefined }
  | { readonly type: 'strange'; readonly name: string };

export type Connection = {
  /** Absent where the server wants none. */
  readonly key: string | undefined;
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly fetch: typeof globalThis.fetch;
  readonly abort: AbortSignal;
};

/** How one API is spoken. `stream` and `models` throw what its SDK throws; nothing is retried in here. */
export type Protocol = {
  readonly name: string;
  /** Loads its SDK, where it has one, so that the first request need not wait for it. */
  load?(): Promise<unknown>;
  takesTools(can: Capabilities): boolean;
  stream(connection: Connection, request: WireRequest): AsyncGenerator<Heard, void>;
  models(connection: Connection): Promise<readonly string[]>;
};

const ABSURD = 100_000_000;

/** Token counts as a provider stated them, or null where they cannot be true. */
export function tokensFrom(counts: {
  readonly prompt: unknown;
  readonly cacheRead: unknown;
  readonly cacheWrite: unknown;
  readonly output: unknown;
  readonly reasoning: unknown;
}): Tokens | null {
  const count = (value: unknown) => (value === undefined || value === null ? 0 : value);
  const [prompt, cacheRead, cacheWrite, output, reasoning] = [
    counts.prompt,
    count(counts.cacheRead),
    count(counts.cacheWrite),
    counts.output,
    count(counts.reasoning),
  ];
  const all = [prompt, cacheRead, cacheWrite, output, reasoning];
  if (!all.every((value): value is number => Number.isSafeInteger(value) && isPlausible(value as number)))
    return null;
  const [total = 0, read = 0, written = 0, out = 0, thought = 0] = all;
  if (read + written > total || thought > out) return null;
  return {
    input: total - read - written,
    cacheWrite: written,
    cacheRead: read,
    output: out,
    reasoning: thought,
  };
}

const isPlausible = (count: number) => count >= 0 && count < ABSURD;
