import type { Entry } from './events.ts';
import { addTokens } from './evolve-books.ts';
import { type Cost, sumCost } from './money.ts';
import { storyOf } from './questions.ts';
import type { Tokens } from './shapes.ts';
import { attemptKey, type Ledger, type View } from './view.ts';

/** What models were asked, and what that took. */
export type Use = {
  readonly requests: number;
  readonly tokens: Tokens;
  readonly cost: Cost;
  /** Milliseconds of all requests together. */
  readonly ms: number;
  /** The median over the requests that say it. */
  readonly firstTokenMs: number | undefined;
};

const noTokens: Tokens = { input: 0, cacheWrite: 0, cacheRead: 0, output: 0, reasoning: 0 };

export const useOf = (ledgers: readonly Ledger[]): Use => ({
  requests: ledgers.reduce((sum, { requests }) => sum + requests, 0),
  tokens: ledgers.reduce((sum, { tokens }) => addTokens(sum, tokens), noTokens),
  cost: sumCost(ledgers),
  ms: ledgers.reduce((sum, { ms }) => sum + ms, 0),
  firstTokenMs: quantile(
    ledgers.flatMap((ledger) => ledger.firstTokenMs),
    0.5,
  ),
});

/** The part of everything read that came out of a cache; undefined where nothing was read. */
export function cacheShare({ input, cacheWrite, cacheRead }: Tokens): number | undefined {
  const read = input + cacheWrite + cacheRead;
  return read > 0 ? cacheRead / read : undefined;
}

/**
 * Milliseconds from an attempt's being ready to its first request, the median over attempts: what a CLI or a
 * transport takes before the model does anything. Only of requests whose start is known.
 */
export function overheadOf(view: View, entries: readonly Entry[]): number | undefined {
  const seen = new Set<string>();
  const overheads: number[] = [];
  for (const { at, event } of entries) {
    if (event.type !== 'usage.recorded' || event.phase !== 'story' || !event.storyId) continue;
    const key = attemptKey(event.storyId, event.attempt ?? 0);
    if (seen.has(key)) continue;
    seen.add(key);
    const ready = storyOf(view, event.storyId)?.attempts[(event.attempt ?? 0) - 1]?.times.prepared;
    if (ready === undefined || event.firstTokenMs === null) continue;
    overheads.push(Math.max(0, Date.parse(at) - event.ms - Date.parse(ready)));
  }
  return quantile(overheads, 0.5);
}

/** The value that so large a part of the values does not exceed, between two of them by their distance. */
export function quantile(values: readonly number[], part: number): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * part;
  const [below, above] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return below === undefined || above === undefined ? undefined : below + (above - below) * (at % 1);
}
