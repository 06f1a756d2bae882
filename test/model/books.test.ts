import { expect, test } from 'vitest';
import { booksBy, formatTokens, formatUse } from '../../src/model/books.ts';
import type { RunEvent } from '../../src/model/events.ts';
import type { Route } from '../../src/model/route.ts';
import { shaped } from '../support/scenario.ts';
import { underWay, viewAfter } from '../support/told.ts';

const cheap: Route = { backend: 'openai', model: 'small' };
const dear: Route = { backend: 'anthropic', model: 'large', effort: 'high' };
let asked = 0;
const usage = (
  phase: 'planner' | 'story' | 'critic',
  route: Route,
  usd: number,
  storyId?: string,
): RunEvent => ({
  ...{ type: 'usage.recorded', phase, route, usd, id: `u${asked++}`, model: route.model ?? '' },
  ...(storyId ? { storyId, attempt: 1 } : {}),
  tokens: { input: 1000, cacheWrite: 0, cacheRead: 3000, output: 500, reasoning: 0 },
  ...{ billing: 'billed', requests: 1, ms: 1, firstTokenMs: null },
});
const view = viewAfter(
  ...underWay(shaped({ a: [], b: [], c: [] })),
  usage('planner', dear, 0.3),
  usage('story', cheap, 0.01, 'a'),
  usage('story', cheap, 0.02, 'b'),
  usage('story', dear, 0.5, 'c'),
  usage('story', dear, 0.25),
  usage('story', cheap, 0.025),
  usage('critic', cheap, 0.001, 'a'),
);
const rows = (column: Parameters<typeof booksBy>[0]) =>
  booksBy(column, view).map(({ name, use }) => `${name}: ${use.requests}, $${use.cost.billedUsd.toFixed(3)}`);

test('the books are read by phase, by route and by story, the dearest first', () => {
  expect(rows('phase')).toEqual(['story: 5, $0.805', 'planner: 1, $0.300', 'critic: 1, $0.001']);
  expect(rows('route')).toEqual(['anthropic:large#high: 3, $1.050', 'openai:small: 4, $0.056']);
  expect(rows('story')).toEqual([
    'the plan: 3, $0.575',
    'Story c: 1, $0.500',
    'Story b: 1, $0.020',
    'Story a: 2, $0.011',
  ]);
});

test('a use is said in a line: what was read, how much of it from a cache, what was written', () => {
  const [row] = booksBy('phase', view);
  expect(row && formatUse(row.use)).toBe('20k read, 75 % from a cache, 3k written');
  expect(formatTokens(999)).toBe('999');
  expect(formatTokens(1_234_567)).toBe('1.2M');
});
