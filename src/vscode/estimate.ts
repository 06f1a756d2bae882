import { remainingPath } from '../model/graph.ts';
import { estimatedMinutes } from '../model/plan.ts';
import type { Estimate } from '../model/protocol.ts';
import type { View } from '../model/view.ts';

/** A plan by tiers alone is a guess: this much less to this much more. */
const LOW = 0.6;
const HIGH = 2;

/**
 * How long the plan takes: its critical path, or its work shared among the slots where that is longer. Minutes;
 * dollars are not known from tiers.
 */
export function estimateOf(view: View): Estimate | undefined {
  const { proposed } = view.phase;
  if (!proposed || proposed.stories.length === 0) return undefined;
  const work = proposed.stories.reduce((sum, story) => sum + estimatedMinutes(story), 0);
  const path = Math.max(...remainingPath(proposed.stories, estimatedMinutes).values());
  const minutes = Math.max(path, work / (view.run?.options.parallel ?? 1));
  return {
    minutes: { low: round(minutes * LOW), high: round(minutes * HIGH) },
    usd: null,
    basis: 'tiers',
  };
}

const round = (minutes: number) => Math.round(minutes * 10) / 10;
