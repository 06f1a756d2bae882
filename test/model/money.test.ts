import { expect, test } from 'vitest';
import type { RunEvent } from '../../src/model/events.ts';
import {
  chargeable,
  costOf,
  costOfStory,
  formatCost,
  formatUsd,
  freeUsd,
  spentOn,
  usedUp,
} from '../../src/model/money.ts';
import { shaped } from '../support/scenario.ts';
import { scheduled, underWay, viewAfter } from '../support/told.ts';

type Used = Extract<RunEvent, { type: 'usage.recorded' }>;
const used = (id: string, more: Partial<Used> = {}): RunEvent => ({
  ...{ type: 'usage.recorded', phase: 'story', storyId: 'a', attempt: 1, id, route: { backend: 'scripted' } },
  ...{ model: 'm', tokens: null, usd: 1, billing: 'billed', requests: 1, ms: 1, firstTokenMs: null, ...more },
});
const run = (budgetUsd: number | undefined, ...events: readonly RunEvent[]) =>
  viewAfter(...underWay(shaped({ a: [], b: [] }), budgetUsd === undefined ? {} : { budgetUsd }), ...events);

test('billed, covered, unclear and unknown are kept apart, and each fact counts once', () => {
  const view = run(
    undefined,
    used('1'),
    used('1'),
    used('2', { usd: 2, billing: 'subscription' }),
    used('3', { usd: 4, billing: 'unknown' }),
    used('4', { usd: null, atMostUsd: 8 }),
  );
  expect(costOf(view)).toEqual({ billedUsd: 1, coveredUsd: 2, unclearUsd: 4, unknown: 1, atMostUsd: 8 });
  expect(chargeable(costOf(view))).toBe(13);
  expect(formatCost(costOf(view))).toBe(
    '$1.00 · $2.00 on subscription · $4.00, unclear who pays · 1 request of unknown cost',
  );
});

test('what is free is the budget less what is spent and what is held back', () => {
  expect(freeUsd(run(undefined))).toBe(Number.POSITIVE_INFINITY);
  const held = [scheduled('a', 1, { backend: 'openai' }, 3), scheduled('b', 1, { backend: 'openai' }, 2)];
  expect(freeUsd(run(10, ...held))).toBe(5);
  expect(freeUsd(run(10, ...held, used('1', { usd: 1 })))).toBe(5); // taken from what was held back
  expect(freeUsd(run(10, ...held, used('1', { usd: 4 })))).toBe(4);
});

test('an attempt has used up what was held back for it over all phases that deal with it', () => {
  const events = [scheduled('a', 1, { backend: 'openai' }, 2), used('1'), used('2', { phase: 'critic' })];
  const view = run(10, ...events);
  const [attempt] = view.live;
  if (!attempt) throw new Error('it is live');
  expect(spentOn(view, attempt)).toBe(2);
  expect(usedUp(view, attempt)).toBe(true);
  expect(usedUp(run(undefined, ...events), attempt)).toBe(false);
  expect(usedUp(view, { ...attempt, reservedUsd: null })).toBe(false);
});

test('what is free of charge uses nothing up', () => {
  const view = run(10, scheduled('a', 1, { backend: 'scripted' }, 0), used('1', { usd: 0 }));
  expect(view.live.map((attempt) => usedUp(view, attempt))).toEqual([false]);
});

test('a story costs what its own phases cost', () => {
  expect(costOfStory(run(undefined, used('1'), used('2', { storyId: 'b', usd: 5 })), 'a').billedUsd).toBe(1);
});

test.each([
  [0, '$0'],
  [0.0004, '<$0.001'],
  [0.0214, '$0.021'],
  [4.3, '$4.30'],
])('%d dollars are written %s', (usd, text) => {
  expect(formatUsd(usd)).toBe(text);
});
