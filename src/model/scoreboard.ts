import { grouped } from './grouped.ts';
import type { Sample } from './history.ts';
import { quantile } from './measure-use.ts';
import { TIERS, type Tier } from './route.ts';

/** How a route has done at stories of a tier, over all runs. */
export type Score = {
  readonly route: string;
  readonly tier: Tier;
  readonly runs: number;
  readonly stories: number;
  readonly attempts: number;
  readonly passed: number;
  /** Attempts after a story's first on this route. */
  readonly retries: number;
  readonly p50Ms: number | undefined;
  readonly p90Ms: number | undefined;
  /** The median of an attempt at list price, and the sum; undefined where the cost of some attempt is unknown. */
  readonly p50Usd: number | undefined;
  readonly sumUsd: number | undefined;
};

/** Attempts, below which nothing is concluded. */
export const ENOUGH = 3;
/** As much may a pass rate lie below the best one and still hold. */
const HOLDS = 0.1;

export function scoresOf(samples: readonly Sample[]): readonly Score[] {
  const groups = grouped(samples, ({ tier, route }) => `${TIERS.indexOf(tier)} ${route}`);
  return [...groups]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .flatMap(([, group]) => {
      const [first] = group;
      return first ? [scoreOf(first.route, first.tier, group)] : [];
    });
}

function scoreOf(route: string, tier: Tier, samples: readonly Sample[]): Score {
  const stories = new Set(samples.map(({ runId, storyId }) => `${runId} ${storyId}`)).size;
  const times = samples.map(({ ms }) => ms);
  const prices = samples.flatMap(({ usd }) => (usd === undefined ? [] : [usd]));
  const known = prices.length === samples.length;
  return {
    route,
    tier,
    runs: new Set(samples.map(({ runId }) => runId)).size,
    stories,
    attempts: samples.length,
    passed: samples.filter(({ passed }) => passed).length,
    retries: samples.length - stories,
    p50Ms: quantile(times, 0.5),
    p90Ms: quantile(times, 0.9),
    p50Usd: known ? quantile(prices, 0.5) : undefined,
    sumUsd: known ? prices.reduce((sum, usd) => sum + usd, 0) : undefined,
  };
}

export const passRate = ({ passed, attempts }: Score) => (attempts > 0 ? passed / attempts : 0);

/** What history proposes for a tier, and why; no route where it says too little. */
export type Proposal = { readonly tier: Tier; readonly route: string | undefined; readonly why: string };

/** For every tier the cheapest route whose pass rate holds; who was tried too seldom is not considered. */
export function proposeRouting(scores: readonly Score[]): readonly Proposal[] {
  return TIERS.map((tier) => {
    const tried = scores.filter((score) => score.tier === tier && !score.route.startsWith('scripted'));
    const known = tried.filter(({ attempts }) => attempts >= ENOUGH);
    if (known.length === 0) return { tier, route: undefined, why: tooLittle(tried) };
    const best = Math.max(...known.map(passRate));
    const holding = known.filter((score) => passRate(score) >= best - HOLDS);
    const [first] = holding.toSorted(cheaper);
    if (!first || best === 0) return { tier, route: undefined, why: 'nothing that was tried has passed' };
    return { tier, route: first.route, why: reason(first, holding.length, known.length) };
  });
}

const tooLittle = (tried: readonly Score[]) =>
  tried.length === 0
    ? 'no attempt by a model yet'
    : `at most ${Math.max(...tried.map(({ attempts }) => attempts))} attempts on a route; it takes ${ENOUGH}`;

/** A price that is not known is not low. */
const cheaper = (a: Score, b: Score) =>
  (a.p50Usd ?? Number.POSITIVE_INFINITY) - (b.p50Usd ?? Number.POSITIVE_INFINITY) ||
  (a.p50Ms ?? Number.POSITIVE_INFINITY) - (b.p50Ms ?? Number.POSITIVE_INFINITY);

function reason(score: Score, holding: number, known: number): string {
  const rate = `${score.passed} of ${score.attempts} attempts passed`;
  if (known === 1) return `${rate}; no other route was tried often enough to compare`;
  if (holding === 1) return `${rate}; no other route comes near`;
  return `${rate}; the ${score.p50Usd === undefined ? 'fastest, prices unknown,' : 'cheapest'} of ${holding} routes whose pass rate holds`;
}
