import { expect, test } from 'vitest';
import type { RunEvent } from '../../src/model/events.ts';
import { exhausted, nextStep, ownRoute } from '../../src/model/ladder.ts';
import { storyOf } from '../../src/model/questions.ts';
import { formatRoute } from '../../src/model/route.ts';
import type { RunOptions } from '../../src/model/shapes.ts';
import { brief, options, plan, shaped } from '../support/scenario.ts';
import { committed, failed, integrated, underWay, viewAfter } from '../support/told.ts';

const small = { backend: 'scripted' } as const;
const large = { backend: 'anthropic', model: 'large' } as const;
const routes = { ...options().routes, ladder: [large] };

/** What comes next for story `a`: `try scripted`, `escalate anthropic:large`, `exhausted`. */
function next(events: readonly RunEvent[], more: Partial<RunOptions> = {}) {
  const view = viewAfter(...underWay(shaped({ a: [] }), { attempts: 4, routes, ...more }), ...events);
  const story = storyOf(view, 'a');
  if (!story) throw new Error('there is a story a');
  const step = nextStep(view, story);
  return step.type === 'exhausted' ? `exhausted: ${step.reason}` : `${step.type} ${formatRoute(step.route)}`;
}

test('a story has its own route, else that of its tier, else that of its phase', () => {
  const tiers = { ...routes, tiers: { heavy: large } };
  expect(ownRoute(brief('a', { tier: 'heavy', route: small }), tiers)).toBe(small);
  expect(ownRoute(brief('a', { tier: 'heavy' }), tiers)).toBe(large);
  expect(ownRoute(brief('a', { tier: 'light' }), tiers)).toEqual(small);
});

test('it is tried, tried again with the feedback, tried on a stronger route, and then no more', () => {
  expect(next([])).toBe('try scripted');
  expect(next(failed('a', 1))).toBe('try scripted');
  expect(next([...failed('a', 1), ...failed('a', 2)])).toBe('escalate anthropic:large');
  const escalated: RunEvent = { type: 'story.escalated', storyId: 'a', route: large, reason: 'so' };
  expect(next([...failed('a', 1), ...failed('a', 2), escalated])).toBe('try anthropic:large');
  const third = [...failed('a', 1), ...failed('a', 2), escalated, ...failed('a', 3, 'agent', 'no', large)];
  expect(next(third)).toBe('try anthropic:large');
  expect(next([...third, ...failed('a', 4, 'agent', 'never', large)])).toBe(
    'exhausted: 4 attempts failed; the last: never',
  );
});

test('a retry that cannot differ is refused', () => {
  const same = [
    ...failed('a', 1, 'agent', 'it changed nothing'),
    ...failed('a', 2, 'agent', 'it changed nothing'),
  ];
  expect(next(same)).toBe('escalate anthropic:large');
  expect(next(same, { routes: { ...routes, ladder: [] } })).toBe(
    'exhausted: the same failure twice, and no other route to try: it changed nothing',
  );
});

test('a second conflict is tried again all the same: the branch is another one by then', () => {
  const conflict = (attempt: number): RunEvent[] => [
    ...committed('a', attempt),
    { type: 'integration.conflicted', storyId: 'a', attempt, paths: ['x'], tip: 'c'.repeat(40) },
  ];
  expect(next([...conflict(1), ...conflict(2)], { routes: { ...routes, ladder: [] } })).toBe('try scripted');
});

test.each(['provider', 'setup', 'interrupted', 'internal'] as const)(
  'what befell an attempt (%s) does not count as one of its own, until it befalls it a third time',
  (kind) => {
    const one = failed('a', 1, kind, 'gone');
    const two = [...one, ...failed('a', 2, kind, 'gone')];
    expect(next(one, { attempts: 1 })).toBe('try scripted');
    expect(next(two, { attempts: 1 })).toBe('try scripted');
    expect(next([...two, ...failed('a', 3, kind, 'gone')], { attempts: 9 })).toBe('exhausted: gone, 3 times');
  },
);

test('a rerun begins afresh', () => {
  const spent = [...failed('a', 1), ...failed('a', 2)];
  expect(next(spent, { attempts: 2 })).toContain('exhausted');
  expect(next([...spent, { type: 'rerun.requested', storyId: 'a' }], { attempts: 2 })).toBe('try scripted');
  expect(next([...spent, { type: 'rerun.requested', storyId: 'a', route: large }])).toBe(
    'try anthropic:large',
  );
});

const operable = (events: readonly RunEvent[], more: Partial<RunOptions> = {}) =>
  [...exhausted(viewAfter(...underWay(plan([brief('a')]), { attempts: 1, ...more }), ...events))].map(
    ({ story, operable }) => [story.id, operable],
  );

test('the Surgeon is for what agents failed at, not for what befell them, nor for quick runs and reruns', () => {
  expect(operable(failed('a', 1))).toEqual([['a', true]]);
  expect(operable(failed('a', 1), { quick: true })).toEqual([['a', false]]);
  const befell = [1, 2, 3].flatMap((attempt) => failed('a', attempt, 'provider', 'gone'));
  expect(operable(befell)).toEqual([['a', false]]);
  expect(
    operable([...integrated('a', 1), { type: 'rerun.requested', storyId: 'a' }, ...failed('a', 2)]),
  ).toEqual([['a', false]]);
});

test('a story is operated on twice at the most', () => {
  const changed = (version: number): RunEvent => ({
    ...{
      type: 'plan.changed',
      version,
      storyId: 'a',
      action: 'retry',
      reason: 'so',
      removed: [],
      asks: false,
    },
  });
  const twice = [...failed('a', 1), changed(2), ...failed('a', 2), changed(3), ...failed('a', 3)];
  expect(operable(twice.slice(0, -3))).toEqual([]);
  expect(operable(twice)).toEqual([['a', false]]);
});
