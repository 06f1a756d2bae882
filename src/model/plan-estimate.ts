import { minutesAtOnce } from './estimate.ts';
import { grouped } from './grouped.ts';
import type { Sample } from './history.ts';
import { ownRoute } from './ladder.ts';
import { quantile } from './measure-use.ts';
import { estimatedMinutes, type StoryBrief } from './plan.ts';
import type { Estimate } from './protocol.ts';
import { formatRoute } from './route.ts';
import { ENOUGH } from './scoreboard.ts';
import type { View } from './view.ts';

/** A guess by tier alone: this much less to this much more. */
const LOW = 0.6;
const HIGH = 2;

/** What a story takes with all its attempts: half of the past ones took at most `low`, nine of ten at most `high`. */
type Range = { readonly low: number; readonly high: number };
type Expected = { readonly minutes: Range; readonly usd: Range | undefined; readonly known: boolean };

/**
 * What the proposed plan takes: its stories as past ones of their route and tier did, scheduled into the slots that
 * there are. Dollars only where history knows the price of every story.
 */
export function estimateOf(view: View, samples: readonly Sample[] = []): Estimate | undefined {
  const { proposed } = view.phase;
  const options = view.run?.options;
  if (!proposed || !options || proposed.stories.length === 0) return undefined;
  const past = wholeStories(samples);
  const expected = new Map(
    proposed.stories.map((story) => [
      story.id,
      expectation(story, formatRoute(ownRoute(story, options.routes)), past),
    ]),
  );
  const minutes = (bound: keyof Range) =>
    minutesAtOnce(proposed.stories, options.parallel, ({ id }) => expected.get(id)?.minutes[bound] ?? 0);
  const all = [...expected.values()];
  const dollars = all.flatMap(({ usd }) => (usd ? [usd] : []));
  return {
    minutes: { low: rounded(minutes('low'), 10), high: rounded(minutes('high'), 10) },
    usd:
      dollars.length === all.length
        ? { low: total(dollars.map(({ low }) => low)), high: total(dollars.map(({ high }) => high)) }
        : null,
    basis: all.every(({ known }) => known) ? 'history' : 'tiers',
  };
}

type PastStory = {
  readonly route: string;
  readonly tier: string;
  readonly minutes: number;
  readonly usd: number | undefined;
};

/** Stories that came to a good end, with everything that it took; of the route that they began on. */
function wholeStories(samples: readonly Sample[]): readonly PastStory[] {
  const stories = grouped(samples, ({ runId, storyId }) => `${runId} ${storyId}`);
  return [...stories.values()].flatMap((attempts) => {
    const [first] = attempts;
    if (!first || !attempts.some(({ passed }) => passed)) return [];
    const prices = attempts.flatMap(({ usd }) => (usd === undefined ? [] : [usd]));
    return [
      {
        route: first.route,
        tier: first.tier,
        minutes: attempts.reduce((sum, { ms }) => sum + ms, 0) / 60_000,
        usd: prices.length === attempts.length ? total(prices) : undefined,
      },
    ];
  });
}

function expectation(story: StoryBrief, route: string, past: readonly PastStory[]): Expected {
  const same = past.filter((one) => one.route === route && one.tier === story.tier);
  if (same.length < ENOUGH) {
    const minutes = estimatedMinutes(story);
    return { minutes: { low: minutes * LOW, high: minutes * HIGH }, usd: undefined, known: false };
  }
  const prices = same.flatMap(({ usd }) => (usd === undefined ? [] : [usd]));
  return {
    minutes: rangeOf(same.map(({ minutes }) => minutes)),
    usd: prices.length === same.length ? rangeOf(prices) : undefined,
    known: true,
  };
}

const rangeOf = (values: readonly number[]): Range => ({
  low: quantile(values, 0.5) ?? 0,
  high: quantile(values, 0.9) ?? 0,
});

const total = (values: readonly number[]) =>
  rounded(
    values.reduce((sum, value) => sum + value, 0),
    10_000,
  );
const rounded = (value: number, parts: number) => Math.round(value * parts) / parts;
