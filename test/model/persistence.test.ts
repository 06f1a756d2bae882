import { expect, test } from 'vitest';
import type { RunEvent } from '../../src/model/events.ts';
import { nextStep } from '../../src/model/ladder.ts';
import { beginsAt, type Persistence } from '../../src/model/persistence.ts';
import { storyOf } from '../../src/model/questions.ts';
import { brief, plan } from '../support/scenario.ts';
import { commitOf, committed, failed, scheduled, underWay, verified, viewAfter } from '../support/told.ts';

const red = (attempt: number) => verified('a', attempt, 1);
const rounds = (count: number) => Array.from({ length: count }, (_, i) => red(i + 1)).flat();

/** The view, and what comes next for a story that keeps going. */
function after(events: readonly RunEvent[], persist: Persistence = {}) {
  const view = viewAfter(...underWay(plan([brief('a', { persist })])), ...events);
  const story = storyOf(view, 'a');
  if (!story) throw new Error('there is a story a');
  return { view, story, step: nextStep(view, story) };
}
const usage = (attempt: number, usd: number): RunEvent => ({
  ...{ type: 'usage.recorded', phase: 'story', storyId: 'a', attempt, id: `u${attempt}` },
  ...{ route: { backend: 'scripted' }, model: 'm', tokens: null, usd, billing: 'billed' },
  ...{ requests: 1, ms: 1, firstTokenMs: null },
});

test('a story that keeps going is tried again however often its commands are red for the same reason', () => {
  expect(after(rounds(6)).step).toEqual({ type: 'try', route: { backend: 'scripted' } });
});

test('it goes on in the worktree of the attempt before, from what that one left', () => {
  const { view, story } = after([...red(1), scheduled('a', 2)]);
  const attempt = story.attempts[1];
  expect(attempt).toMatchObject({ worktree: 'a.1', base: story.attempts[0]?.base, carriesOn: 1 });
  expect(attempt && beginsAt(view, attempt)).toBe(commitOf('a', 1));
  expect(view.worktrees).toEqual(['baseline', 'a.1']);
});

test('it goes on from the last commit, also where the attempt before has lost its way and left none', () => {
  const { view, story } = after([...red(1), ...failed('a', 2, 'stuck', 'silence'), scheduled('a', 3)]);
  const attempt = story.attempts[2];
  expect(attempt?.carriesOn).toBe(2);
  expect(attempt && beginsAt(view, attempt)).toBe(commitOf('a', 1));
});

test.each(['verdict', 'conflict', 'gate'] as const)(
  'its rounds do not use up the retry after another failure: %s',
  (kind) => {
    expect(after([...rounds(4), ...failed('a', 5, kind, 'one thing is missing')], { usd: 100 }).step).toEqual(
      {
        ...{ type: 'try', route: { backend: 'scripted' } },
      },
    );
  },
);

test('its next commit stands on what the last one stood on, where that was rebased meanwhile', () => {
  const tip = 'd'.repeat(40);
  const { story } = after([
    ...committed('a'),
    ...committed('a', 1, { parent: tip }).slice(-1),
    ...red(1).slice(-1),
    scheduled('a', 2),
  ]);
  expect(story.attempts[1]).toMatchObject({ carriesOn: 1, base: tip });
});

test('a verdict, a gate and an attempt that changed nothing are no reason to keep going', () => {
  const { step } = after([...failed('a', 1, 'agent', 'nothing'), ...failed('a', 2, 'agent', 'nothing')]);
  expect(step.type).toBe('exhausted');
});

test('it ends when its dollars are used up, its minutes are over, or nobody would wait any longer', () => {
  const spent = after([...red(1), usage(1, 0.6), ...red(2), usage(2, 0.6)], { usd: 1 }).step;
  expect(spent).toEqual({
    type: 'exhausted',
    reason: 'it kept going until $1 are used up; the last: check ended with 1',
  });
  expect(after(rounds(2), { usd: 1 }).step.type).toBe('try');
  expect(after(rounds(30), { minutes: 1 }).step).toMatchObject({
    reason: expect.stringContaining('1 minutes are over'),
  });
  expect(after(rounds(20)).step).toMatchObject({ reason: expect.stringContaining('20 attempts were made') });
});

test('a rerun may tell any story to keep going', () => {
  const rerun: RunEvent = { type: 'rerun.requested', storyId: 'a', persist: { minutes: 5 } };
  const view = viewAfter(...underWay(plan([brief('a')])), ...red(1), rerun, ...red(2), scheduled('a', 3));
  expect(storyOf(view, 'a')?.attempts[1]).toMatchObject({ worktree: 'a.2', carriesOn: undefined });
  expect(storyOf(view, 'a')?.attempts[2]).toMatchObject({ worktree: 'a.2', carriesOn: 2 });
});
