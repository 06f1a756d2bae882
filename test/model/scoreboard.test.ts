import { describe, expect, it, test } from 'vitest';
import { viewOf } from '../../src/model/folding.ts';
import { type Sample, samplesOf } from '../../src/model/history.ts';
import { proposeRouting, scoresOf } from '../../src/model/scoreboard.ts';
import {
  briefOf,
  failed,
  landed,
  logOf,
  type Moment,
  over,
  plannedAt,
  requested,
  used,
} from '../support/made-up-log.ts';

const samples = (...moments: readonly Moment[]) => samplesOf(viewOf(logOf(...moments)));

const sample = (changed: Partial<Sample>): Sample => ({
  runId: 'r',
  storyId: 's',
  route: 'openai:terra',
  tier: 'standard',
  passed: true,
  ms: 60_000,
  usd: 0.1,
  ...changed,
});
const times = (count: number, changed: Partial<Sample>) =>
  Array.from({ length: count }, (_, index) => sample({ storyId: `${changed.route}${index}`, ...changed }));

describe('what a past attempt says', () => {
  const planned = plannedAt(0, 0, [briefOf('a', { tier: 'heavy' })]);

  it('is its route, its tier, how it ended, how long it took and what it cost', () => {
    const said = samples(
      [0, requested()],
      ...planned,
      ...failed('a', { from: 0, to: 30 }),
      used(20, { storyId: 'a', usd: 0.2 }),
      used(25, { phase: 'critic', storyId: 'a', usd: 0.1, billing: 'subscription' }),
      ...landed('a', { from: 30, to: 90, attempt: 2 }),
      used(60, { storyId: 'a', attempt: 2, usd: null }),
      ...over(95),
    );
    expect(said).toMatchObject([
      { route: 'openai:gpt-6.1-terra', tier: 'heavy', passed: false, ms: 30_000, usd: expect.closeTo(0.3) },
      { passed: true, ms: 60_000, usd: undefined },
    ]);
  });

  it('is nothing where a provider, a crash or another attempt ended it', () => {
    const [begin, ...rest] = failed('a', { from: 0, to: 30 });
    const interrupted = rest.map(
      ([at, event]): Moment =>
        event.type === 'attempt.failed' ? [at, { ...event, kind: 'provider' }] : [at, event],
    );
    expect(samples([0, requested()], ...planned, ...(begin ? [begin] : []), ...interrupted)).toEqual([]);
    expect(samples([0, requested()], ...planned, ...(begin ? [begin] : []))).toEqual([]);
  });
});

test('attempts are counted by tier and route, and an unknown price stays unknown', () => {
  const scores = scoresOf([
    sample({ storyId: 'a', passed: false, ms: 10_000, usd: 0.1 }),
    sample({ storyId: 'a', ms: 30_000, usd: 0.3 }),
    sample({ storyId: 'b', ms: 20_000, usd: 0.2, runId: 'other' }),
    sample({ tier: 'light', usd: undefined }),
  ]);
  expect(scores).toMatchObject([
    { tier: 'light', attempts: 1, p50Usd: undefined, sumUsd: undefined },
    {
      tier: 'standard',
      runs: 2,
      stories: 2,
      attempts: 3,
      passed: 2,
      retries: 1,
      p50Ms: 20_000,
      p90Ms: 28_000,
    },
  ]);
  expect(scores[1]?.sumUsd).toBeCloseTo(0.6);
});

describe('the routing that history proposes', () => {
  const proposed = (...history: readonly Sample[]) =>
    proposeRouting(scoresOf(history)).find(({ tier }) => tier === 'standard');

  it('is the cheapest route whose pass rate holds', () => {
    const dear = times(5, { route: 'claude:opus', usd: 1 });
    const cheap = times(5, { route: 'openai:flash', usd: 0.01 });
    const poor = [
      ...times(2, { route: 'openai:nano', usd: 0 }),
      ...times(3, { route: 'openai:nano', passed: false }),
    ];
    expect(proposed(...dear, ...cheap, ...poor)).toMatchObject({
      route: 'openai:flash',
      why: '5 of 5 attempts passed; the cheapest of 2 routes whose pass rate holds',
    });
  });

  it('takes three attempts to be proposed at all', () => {
    expect(proposed(...times(2, { route: 'openai:flash' }))).toMatchObject({
      route: undefined,
      why: 'at most 2 attempts on a route; it takes 3',
    });
    expect(proposed()).toMatchObject({ route: undefined, why: 'no attempt by a model yet' });
  });

  it('does not take an unknown price for a low one', () => {
    const unknown = times(3, { route: 'acp', usd: undefined });
    const known = times(3, { route: 'claude:opus', usd: 5 });
    expect(proposed(...unknown, ...known)?.route).toBe('claude:opus');
  });

  it('is nothing where nothing passed, and never what is scripted', () => {
    expect(proposed(...times(4, { passed: false }))?.route).toBeUndefined();
    expect(proposed(...times(9, { route: 'scripted', usd: 0 }))?.route).toBeUndefined();
  });
});
