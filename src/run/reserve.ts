import type { PriceOf } from '../engine/backend.ts';
import type { Tier } from '../model/route.ts';
import type { Tokens } from '../model/shapes.ts';
import type { Reserve } from '../participants/conductor.ts';

/** What an attempt at a story of each tier uses at the most, as runs so far have shown. */
const MOST_TOKENS: Readonly<Record<Tier, Tokens>> = {
  light: { input: 20_000, cacheWrite: 30_000, cacheRead: 250_000, output: 8_000, reasoning: 0 },
  standard: { input: 40_000, cacheWrite: 60_000, cacheRead: 900_000, output: 20_000, reasoning: 0 },
  heavy: { input: 80_000, cacheWrite: 120_000, cacheRead: 2_500_000, output: 50_000, reasoning: 0 },
};

/** Holds back the upper bound of a story's cost; of a model without a price, what the dearest one would take. */
export const reserveBy =
  (priceOf: PriceOf, atMost: (tokens: Tokens) => number): Reserve =>
  ({ tier }, route) => {
    if (route.backend === 'scripted') return 0;
    const tokens = MOST_TOKENS[tier];
    return priceOf(route, route.model ?? '', tokens) ?? atMost(tokens);
  };
