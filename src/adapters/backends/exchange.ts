import { randomUUID } from 'node:crypto';
import type { Progress } from '../../engine/backend.ts';
import { isSameModel } from '../models.ts';
import { type Failure, stopped } from './failure.ts';
import { mostTokens } from './most-tokens.ts';
import { saidOf } from './said-of.ts';
import { pauseBefore, type Trouble, troubleOf, truncated } from './trouble.ts';
import { untilAborted } from './until-aborted.ts';
import { type Deadlines, watch } from './watched-fetch.ts';
import type { Connection, Heard, Optional, Protocol, Turn, WireRequest } from './wire.ts';

export type Pacing = Deadlines & {
  now(): number;
  /** In [0, 1). */
  random(): number;
  /** Resolves early, and never rejects, when aborted. */
  sleep(ms: number, abort: AbortSignal): Promise<void>;
};

/** What all questions to one server learn from one another about it. */
export type Lore = {
  /** Not before this time: a server that asked for patience asks it of everybody. */
  notBefore: number;
  /** When it was overloaded lately. */
  overloads: readonly number[];
  readonly without: Map<string, Set<Optional>>;
};

export type Line = {
  /** The backend's. */
  readonly name: string;
  readonly protocol: Protocol;
  readonly connection: Omit<Connection, 'fetch' | 'abort'>;
  readonly pacing: Pacing;
  readonly lore: Lore;
  /** Makes ids of this question's facts unlike those of any other. */
  readonly scope: (id: string) => string;
  readonly abort: AbortSignal;
  /** Before every request: waits for leave to send it, and reports what was delivered on the way. */
  opened(): AsyncGenerator<Progress, void>;
  text(delta: string): void;
  /** The turn has ended, one way or the other. */
  settled(): void;
  strange(name: string): void;
};

export type Reply =
  | {
      readonly ok: true;
      readonly turn: Turn;
      /** Tokens of the prompt and of the answer, where the provider said how many. */
      readonly read: number | undefined;
      readonly written: number | undefined;
    }
  | Failure;

/** One turn of the model, asked for as often as it is worth it. Reports every request that was billed. */
export async function* exchange(
  line: Line,
  request: (without: ReadonlySet<Optional>) => WireRequest,
): AsyncGenerator<Progress, Reply> {
  const { pacing, lore, abort } = line;
  // A limit may be refused because of how long this conversation is, which says nothing of any other.
  const here = new Set<Optional>();
  let mayRaise = true;
  for (let failed = 1; ; failed++) {
    await pacing.sleep(lore.notBefore - pacing.now(), abort);
    yield* line.opened();
    if (abort.aborted) return stopped;
    const { model } = request(new Set());
    const without = lore.without.get(model) ?? new Set();
    lore.without.set(model, without);
    const wanted = request(new Set([...without, ...here]));
    const asked = mayRaise ? wanted : { ...wanted, maxOutput: undefined };
    const { turn, trouble, usage } = await once(line, asked);
    if (usage) yield usage;
    if (turn) return { ok: true, turn, read: readIn(usage), written: usage?.tokens?.output };
    if (abort.aborted) return stopped;
    const unknown = trouble.unknown?.find((part) => !asked.without.has(part));
    if (unknown) {
      if (unknown === 'max_tokens' && asked.maxOutput) mayRaise = false;
      else (trouble.trouble === 'context' ? here : without).add(unknown);
      failed--;
      continue;
    }
    if (failed >= trouble.tries) return failure(trouble, line);
    const pause = pauseBefore(trouble, failed, pacing.random());
    if (concernsAll(trouble, lore, pacing.now())) {
      yield {
        type: 'trouble',
        trouble: trouble.trouble,
        reason: reasonOf(trouble, line),
        retryAfterMs: pause,
      };
      lore.notBefore = Math.max(lore.notBefore, pacing.now() + pause);
    } else await pacing.sleep(pause, abort);
  }
}

const readIn = (usage: Once['usage']) =>
  usage?.tokens ? usage.tokens.input + usage.tokens.cacheRead + usage.tokens.cacheWrite : undefined;

function failure(trouble: Trouble, line: Line): Failure {
  const { retryAfterMs } = trouble;
  return {
    ok: false,
    kind: 'provider',
    trouble: trouble.trouble,
    reason: reasonOf(trouble, line),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

const reasonOf = (trouble: Trouble, { name, connection }: Line) => saidOf(name, trouble, connection.key);

/** A limit holds for every question to this provider; so does an overload, once there were five in a minute. */
function concernsAll({ trouble }: Trouble, lore: Lore, now: number): boolean {
  if (trouble !== 'overloaded') return trouble === 'rate';
  lore.overloads = [...lore.overloads.filter((at) => now - at < 60_000), now];
  return lore.overloads.length >= 5;
}

type Once = { readonly usage?: Extract<Progress, { type: 'usage' }> } & (
  | { readonly turn: Turn; readonly trouble?: never }
  | { readonly turn?: never; readonly trouble: Trouble }
);

/** One request, whatever comes of it; the line's own words and leave are the caller's. */
export async function once(
  line: Pick<Line, 'protocol' | 'connection' | 'pacing' | 'abort' | 'scope' | 'text' | 'settled' | 'strange'>,
  request: WireRequest,
): Promise<Once> {
  const { pacing } = line;
  const watched = watch(pacing, line.abort);
  const started = pacing.now();
  let firstTokenMs: number | null = null;
  let bill: Omit<Extract<Heard, { type: 'bill' }>, 'type'> | undefined;
  let written = '';
  let turn: Turn | undefined;
  let trouble = truncated;
  try {
    const connection = { ...line.connection, fetch: watched.fetch, abort: watched.abort };
    const stream = line.protocol.stream(connection, request);
    for await (const heard of untilAborted(stream, watched.abort)) {
      watched.heard();
      if (heard.type === 'bill') bill = { ...bill, early: false, ...heard };
      else firstTokenMs ??= Math.round(pacing.now() - started);
      if (heard.type === 'text') {
        written += heard.text;
        line.text(heard.text);
      }
      if (heard.type === 'alive') written += heard.unseen ?? '';
      if (heard.type === 'strange') line.strange(heard.name);
      if (heard.type === 'turn') turn = heard.turn;
    }
    if (watched.fault()) trouble = troubleOf(undefined, watched.fault(), watched.said(), pacing.now());
  } catch (error) {
    trouble = troubleOf(error, watched.fault(), watched.said(), pacing.now());
  } finally {
    watched.dispose();
    line.settled();
  }
  const model = bill?.model || request.model;
  const billed = bill?.tokens ?? null;
  // a bill made out at the beginning says nothing of what was written until it broke off
  const tokens = bill?.early && !turn ? null : billed;
  const usage = (turn || bill) && {
    type: 'usage' as const,
    id: line.scope(bill?.id ?? watched.requestId() ?? randomUUID()),
    model,
    ...(isSameModel(model, request.model) ? {} : { insteadOf: request.model }),
    tokens,
    ...(tokens ? {} : { atMost: mostTokens(request, turn ?? written, billed) }),
    ...(bill?.usd === undefined ? {} : { usd: bill.usd }),
    billing: 'billed' as const,
    requests: 1,
    ms: Math.round(pacing.now() - started),
    firstTokenMs,
  };
  return { ...(usage ? { usage } : {}), ...(turn ? { turn } : { trouble }) };
}
