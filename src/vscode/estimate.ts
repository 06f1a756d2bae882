import { minutesAtOnce } from '../model/estimate.ts';
import type { Estimate } from '../model/protocol.ts';
import type { View } from '../model/view.ts';

/** A plan by tiers alone is a guess: this much less to this much more. */
const LOW = 0.6;
const HIGH = 2;

/** How long the plan takes, in minutes; dollars are not known from tiers. */
export function estimateOf(view: View): Estimate | undefined {
  const { proposed } = view.phase;
  if (!proposed || proposed.stories.length === 0) return undefined;
  const minutes = minutesAtOnce(proposed.stories, view.run?.options.parallel ?? 1);
  return {
    minutes: { low: round(minutes * LOW), high: round(minutes * HIGH) },
    usd: null,
    basis: 'tiers',
  };
}

const round = (minutes: number) => Math.round(minutes * 10) / 10;
