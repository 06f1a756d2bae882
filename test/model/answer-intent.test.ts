import { expect, test } from 'vitest';
import { answerIntent } from '../../src/model/answer-intent.ts';
import type { RunEvent } from '../../src/model/events.ts';
import type { Intent } from '../../src/model/intents.ts';
import { storiesOf } from '../../src/model/questions.ts';
import { brief, options, plan, requested, shaped, smallMap } from '../support/scenario.ts';
import { committed, integrated, prepared, underWay, viewAfter } from '../support/told.ts';

/** The sentence of a refusal, or the types of what follows. */
function answer(events: readonly RunEvent[], intent: Intent) {
  const said = answerIntent(viewAfter(...events), intent);
  return 'refused' in said ? said.refused : said.events.map(({ type }) => type);
}

const two = shaped({ a: [], b: ['a'] });
const waiting = underWay(two, { approve: 'ask' }).slice(0, -1);
const running = underWay(two);
const done: RunEvent = { type: 'run.completed', outcome: 'done', integrated: 2, failed: 0 };

test('a plan is approved or rejected by the version that the person saw', () => {
  expect(answer(waiting, { type: 'approve', version: 1 })).toEqual(['plan.approved']);
  expect(answer(waiting, { type: 'reject', version: 1 })).toEqual(['plan.rejected']);
  expect(answer(waiting, { type: 'approve', version: 2 })).toBe(
    'The plan has changed: this was about version 2, it is now version 1. Look at it again.',
  );
  expect(answer(running, { type: 'approve', version: 1 })).toBe('Version 1 of the plan is already approved.');
  expect(answer([requested()], { type: 'approve', version: 1 })).toBe('There is no plan yet.');
});

test('an edited plan is a new version; before the approval it waits, after it it holds at once', () => {
  const edited = plan([brief('a'), brief('b', { dependsOn: ['a'] }), brief('c')]);
  const types = ['story.planned', 'story.planned', 'story.planned', 'plan.proposed'];
  expect(answer(waiting, { type: 'edit', version: 1, plan: edited })).toEqual(types);
  expect(answer(running, { type: 'edit', version: 1, plan: edited })).toEqual([...types, 'plan.approved']);
  expect(answer(running, { type: 'edit', version: 7, plan: edited })).toContain('has changed');
});

test('an edit that is no plan is refused with everything that is wrong with it', () => {
  expect(
    answer(waiting, {
      type: 'edit',
      version: 1,
      plan: plan([brief('a', { dependsOn: ['z'], acceptance: [] })]),
    }),
  ).toBe(
    'story "a", acceptance: must hold at least one criterion\nstory "a", dependsOn: names "z", which is no story',
  );
});

test('what is integrated cannot be edited, nor left out', () => {
  const refused = '"Story a" is integrated already and cannot be edited; rerun it instead.';
  const events = [...running, ...integrated('a')];
  const edit = (...stories: ReturnType<typeof brief>[]) =>
    answer(events, { type: 'edit', version: 1, plan: plan(stories) });
  expect(edit(brief('a', { tier: 'heavy' }), brief('b', { dependsOn: ['a'] }))).toBe(refused);
  expect(edit(brief('b'))).toBe(refused);
  expect(edit(brief('a'), brief('b', { dependsOn: ['a'], tier: 'heavy' }))).toContain('plan.approved');
});

test('an edit while a change of the Surgeon waits takes its place, under a number of its own', () => {
  const change: RunEvent[] = [
    { type: 'story.planned', version: 2, story: { ...brief('c'), ...lists } },
    {
      type: 'plan.changed',
      version: 2,
      storyId: 'b',
      action: 'split',
      reason: 'so',
      removed: ['b'],
      asks: true,
    },
  ];
  const events = [...running, ...change];
  const said = answerIntent(viewAfter(...events), {
    type: 'edit',
    version: 1,
    plan: plan([brief('a'), brief('d')]),
  });
  if ('refused' in said) throw new Error(said.refused);
  const view = viewAfter(...events, ...said.events);
  expect(view.phase).toMatchObject({ change: undefined, approved: 3, proposed: { version: 3 } });
  expect(storiesOf(view).map(({ id }) => id)).toEqual(['a', 'b', 'd']);
});
const lists = { dependsOn: [], touches: [], acceptance: ['x'], verify: [] };

test('pause and resume, each once', () => {
  const paused: RunEvent[] = [...running, { type: 'run.paused' }];
  expect(answer(running, { type: 'pause' })).toEqual(['run.paused']);
  expect(answer(paused, { type: 'pause' })).toBe('The run is already paused.');
  expect(answer(paused, { type: 'resume' })).toEqual(['run.unpaused']);
  expect(answer(running, { type: 'resume' })).toBe('The run is not paused.');
});

test('resuming undoes everything that waits for the person, and nothing that ends by itself', () => {
  const events: RunEvent[] = [
    ...running,
    { type: 'run.paused' },
    { type: 'breaker.opened', provider: 'openai', reason: 'key' },
    { type: 'breaker.opened', provider: 'claude', reason: 'limit', until: '2026-01-01T01:00:00.000Z' },
    { type: 'run.stopped' },
  ];
  expect(answer(events, { type: 'resume' })).toEqual(['run.reopened', 'run.unpaused', 'breaker.closed']);
});

test('a used-up budget is raised, not resumed', () => {
  const events: RunEvent[] = [...running, { type: 'budget.reached', kind: 'usd', spent: 1, limit: 1 }];
  expect(answer(events, { type: 'resume' })).toBe('The budget is used up. Raise it to go on.');
  expect(answer(events, { type: 'raise-budget' })).toBe('Say how many dollars or minutes.');
  expect(answer(events, { type: 'raise-budget', usd: 5 })).toEqual(['budget.raised']);
});

test('rerun and race open a finished or stopped run again; a story that is not there is named', () => {
  const routes = [{ backend: 'openai' }, { backend: 'claude' }] as const;
  expect(answer(running, { type: 'rerun', storyId: 'a' })).toEqual(['rerun.requested']);
  expect(answer([...running, done], { type: 'rerun', storyId: 'a' })).toEqual([
    'run.reopened',
    'rerun.requested',
  ]);
  expect(
    answer([...running, { type: 'run.stopped' }], { type: 'race', storyId: 'a', routes: [...routes] }),
  ).toEqual(['run.reopened', 'race.requested']);
  for (const storyId of ['z', '__proto__', 'constructor', 'toString'])
    expect(answer(running, { type: 'rerun', storyId })).toBe(`There is no story "${storyId}" in this run.`);
});

test('a decision on a change needs a change, and may come before it is asked for', () => {
  const ready = [...underWay(two, { review: true }), ...committed('a')];
  expect(answer(ready, { type: 'accept', storyId: 'a', attempt: 1 })).toEqual(['attempt.accepted']);
  expect(answer(ready, { type: 'refuse', storyId: 'a', attempt: 1, feedback: 'no' })).toEqual([
    'attempt.rejected',
  ]);
  const accepted: RunEvent[] = [...ready, { type: 'attempt.accepted', storyId: 'a', attempt: 1 }];
  expect(answer(accepted, { type: 'accept', storyId: 'a', attempt: 1 })).toBe('It is accepted already.');
  for (const events of [running, [...running, ...prepared('a')]])
    expect(answer(events, { type: 'accept', storyId: 'a', attempt: 1 })).toBe(
      'Attempt 1 of "a" has no diff to decide on now.',
    );
});

test('approving a plan while it is being revised takes it as it is', () => {
  const revised: RunEvent[] = [...waiting, { type: 'revision.requested', version: 1, text: 'more' }];
  expect(answer(waiting, { type: 'revise', version: 1, text: 'more' })).toEqual(['revision.requested']);
  expect(answer(waiting, { type: 'revise', version: 3, text: 'more' })).toContain('has changed');
  expect(viewAfter(...revised, { type: 'plan.approved', version: 1 }).phase).toMatchObject({
    ...{ approved: 1, revision: undefined },
  });
});

test('the options of the run are in its request, and nowhere else', () => {
  expect(viewAfter(requested(), { type: 'repository.mapped', map: smallMap }).run?.options).toEqual(
    options(),
  );
});
