import { expect, test } from 'vitest';
import { viewOf } from '../../src/model/folding.ts';
import type { Sample } from '../../src/model/history.ts';
import { estimateOf } from '../../src/model/plan-estimate.ts';
import { briefOf, logOf, optionsWith, plannedAt, requested, terra } from '../support/made-up-log.ts';

const planned = (parallel: number) =>
  viewOf(
    logOf(
      [0, requested('r', optionsWith(terra, { parallel }))],
      ...plannedAt(1, 9, [
        briefOf('a'),
        briefOf('b', { dependsOn: ['a'] }),
        briefOf('c', { dependsOn: ['a'] }),
      ]),
    ),
  );

const past = (minutes: readonly number[], changed: Partial<Sample> = {}): readonly Sample[] =>
  minutes.map((each, index) => ({
    runId: 'past',
    storyId: `s${index}`,
    route: 'openai:gpt-6.1-terra',
    tier: 'standard',
    passed: true,
    ms: each * 60_000,
    usd: 0.1,
    ...changed,
  }));

test('without history it is a range around the schedule by tiers, and names no dollars', () => {
  expect(estimateOf(planned(3))).toEqual({ minutes: { low: 3.6, high: 12 }, usd: null, basis: 'tiers' });
  expect(estimateOf(planned(1))?.minutes).toEqual({ low: 5.4, high: 18 });
  expect(estimateOf(viewOf(logOf([0, requested()])))).toBeUndefined();
});

test('with history it is what stories of the route and tier took, scheduled into the slots', () => {
  const history = past([1, 2, 3, 4, 5]);
  expect(estimateOf(planned(3), history)).toEqual({
    minutes: { low: 6, high: 9.2 },
    usd: { low: 0.3, high: 0.3 },
    basis: 'history',
  });
  expect(estimateOf(planned(1), history)?.minutes.low).toBe(9);
});

test('failed attempts count into the story that they belong to', () => {
  const retried = past([2, 2, 2]).flatMap((sample) => [{ ...sample, passed: false }, sample]);
  expect(estimateOf(planned(3), retried)).toMatchObject({ minutes: { low: 8, high: 8 }, usd: { low: 0.6 } });
  expect(estimateOf(planned(3), past([2, 2, 2], { passed: false }))?.basis).toBe('tiers');
});

test('two stories are no history, and a price that is not known is not told', () => {
  expect(estimateOf(planned(3), past([1, 1]))?.basis).toBe('tiers');
  expect(estimateOf(planned(3), past([1, 1, 1], { route: 'claude:opus' }))?.basis).toBe('tiers');
  expect(estimateOf(planned(3), past([1, 1, 1], { usd: undefined }))).toMatchObject({
    basis: 'history',
    usd: null,
  });
});
