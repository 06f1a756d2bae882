import { expect, test } from 'vitest';
import { lineOf, statusOf } from '../../src/cli/progress.ts';
import { planEvents } from '../../src/model/answer-intent.ts';
import type { EventOf, RunEvent } from '../../src/model/events.ts';
import { emptyView } from '../../src/model/view.ts';
import { BASE, brief, plan, requested, shaped } from '../support/scenario.ts';
import { failed, integrated, judged, logOf, prepared, underWay, viewAfter } from '../support/told.ts';

/** What a person reads of the last of these events. */
function said(...events: readonly RunEvent[]): string | undefined {
  const last = logOf(events).at(-1);
  return last && lineOf(last, viewAfter(...events));
}

const three = shaped({ a: [], b: [], c: ['a', 'b'] });
const completed = (outcome: 'done' | 'partial' | 'failed', count: number, reason?: string): RunEvent => ({
  ...{ type: 'run.completed', outcome, integrated: count, failed: 0, ...(reason ? { reason } : {}) },
});

test('one of a thing is one thing', () => {
  expect(said(requested(), { type: 'design.pinned', decisions: ['one'] })).toMatch(/: 1 decision$/);
  expect(said(requested(), ...planEvents(plan([brief('a')], { summary: '' }), 1))).toBe(
    'The plan has 1 story',
  );
});

test('a collision says how near it is', () => {
  const found = (stage: 'plan' | 'edit' | 'merge', ...stories: readonly string[]): RunEvent => ({
    ...{ type: 'collision.found', id: 'x', stage, stories: [...stories], paths: ['x.ts'] },
  });
  const told = (event: RunEvent) => said(...underWay(three), event);
  expect(told(found('plan', 'a', 'b'))).toBe('! Story a and Story b both expect to change x.ts');
  expect(told(found('edit', 'a', 'b'))).toBe('! Story a and Story b are both changing x.ts');
  expect(told(found('merge', 'a', 'b'))).toBe('! Story a and Story b do not merge so far: x.ts');
  expect(told(found('merge', 'a'))).toBe('! Story a does not merge with the run branch so far: x.ts');
});

test('a long list of paths is cut and counted', () => {
  const paths = Array.from({ length: 9 }, (_, n) => `${n}.ts`);
  expect(
    said(...underWay(three), { type: 'collision.found', id: 'x', stage: 'edit', stories: ['a', 'b'], paths }),
  ).toBe('! Story a and Story b are both changing 0.ts, 1.ts, 2.ts, 3.ts, 4.ts and 4 more');
});

test('what the Surgeon made of a story is a sentence', () => {
  const told = (action: 'split' | 'give-up') =>
    said(...underWay(three), {
      ...{ type: 'plan.changed', version: 2, storyId: 'a', action, reason: 'too big' },
      ...{ removed: [], asks: false },
    });
  expect(told('split')).toBe('↻ Story a is split: too big');
  expect(told('give-up')).toBe('↻ Story a is given up: too big');
});

test('a requirement that is not met is said with its words', () => {
  const asked = plan([brief('a')], { requirements: [{ id: 'r1', quote: 'with tests', stories: ['a'] }] });
  const judgement = { type: 'requirement.judged', id: 'r1', evidence: 'no test was added' } as const;
  expect(said(...underWay(asked), { ...judgement, met: false })).toBe(
    '✗ Not met: “with tests”. no test was added',
  );
  expect(said(...underWay(asked), { ...judgement, met: true })).toBeUndefined();
});

test('red on the branch names the story that brought it', () => {
  const evidence = [{ command: 'npm test', exitCode: 1, commit: BASE, ms: 1, tail: '' }];
  expect(
    said(...underWay(three), { type: 'run.verified', ok: false, commit: BASE, evidence, culprit: 'b' }),
  ).toBe('✗ Red on the integrated branch: `npm test`, since “Story b”');
});

test('what the branch was verified with is said, and no more than that', () => {
  const red = { command: 'make test', exitCode: 2, commit: BASE, ms: 1, tail: '', redBefore: true };
  const after = (evidence: EventOf<'run.verified'>['evidence']) =>
    said(...underWay(three), { type: 'run.verified', ok: true, commit: BASE, evidence });
  expect(after([{ ...red, exitCode: 0 }])).toMatch(
    /^✓ The build and the whole test suite are green on \w{10}$/,
  );
  expect(after([red])).toMatch(/^✓ No more tests fail on \w{10} than before this run: `make test`$/);
  expect(after([{ ...red, incomparable: true }])).toMatch(
    /^! Red on \w{10}, as before this run, and whether it is worse cannot be told: `make test`$/,
  );
  expect(after([])).toMatch(/^! Nothing was found to verify the branch with on \w{10}: no build, no tests$/);
});

test('a story that is on the branch has not failed where its repair does', () => {
  const lost: RunEvent = { type: 'story.failed', storyId: 'a', reason: '3 attempts failed' };
  expect(said(...underWay(three), lost)).toBe('✗ Story a failed: 3 attempts failed');
  expect(said(...underWay(three), ...integrated('a'), lost)).toBe(
    '✗ Story a could not be mended: 3 attempts failed. What it did before stays on the branch.',
  );
});

test('a stop that came from elsewhere says how to go on', () => {
  expect(said(...underWay(three), { type: 'run.stopped', reason: 'asked' })).toBe(
    'Stopped; `baro resume run-1` goes on from here',
  );
});

test('a run that never got to its stories says why, once', () => {
  const proposed = [requested({ approve: 'ask' }), ...planEvents(three, 1)];
  expect(said(...proposed, completed('failed', 0, 'the plan was rejected'))).toBe(
    'Nothing was begun: the plan was rejected.',
  );
  const refused = [
    requested(),
    { type: 'plan.refused', reason: 'The Planner gave no valid plan: x' } as const,
  ];
  expect(said(...refused)).toBe('✗ The Planner gave no valid plan: x');
  expect(said(...refused, completed('failed', 0, 'The Planner gave no valid plan: x'))).toBe(
    'Nothing was begun.',
  );
});

test('the end says what is there and what to do about the rest', () => {
  const most = [
    ...underWay(three),
    ...integrated('a'),
    ...failed('b'),
    { type: 'story.failed', storyId: 'b', reason: 'no' } as const,
  ];
  expect(said(...most, completed('partial', 1))?.split('\n')).toEqual([
    expect.stringMatching(/^1 of 3 stories integrated in /),
    'The branch is baro/a-goal-1',
    'Work on a story again with: baro rerun run-1 b --route ROUTE',
  ]);
  const none = [...underWay(three), ...failed('a'), completed('failed', 0)];
  expect(said(...none)).toMatch(
    /^0 of 3 stories integrated in [\d:]+\. Cost: \$0\nNothing was integrated, so there is no branch\.\n/,
  );
});

test('the bottom line has room for who is at work, shortened to what there is', () => {
  const long = plan(['a', 'b', 'c', 'd'].map((id) => brief(id, { title: `${id} `.repeat(40).trim() })));
  const view = viewAfter(
    ...underWay(long, { parallel: 4 }),
    ...['a', 'b', 'c', 'd'].flatMap((id) => prepared(id)),
  );
  for (const columns of [40, 80, 132, 400]) {
    const status = statusOf(view, view.at, columns);
    expect(status.length).toBeLessThan(columns);
    expect(status).toMatch(/^0\/4 · \$0 · a a /);
  }
  expect(statusOf(view, view.at, 40)).toMatch(/ · \+3$/);
  expect(statusOf(view, view.at, 400)).toContain(' · d d ');
});

test('the bottom line says what the run is at where no story is', () => {
  const statusAfter = (...events: readonly RunEvent[]) => {
    const view = viewAfter(...events);
    return statusOf(view, view.at, 80);
  };
  expect(statusAfter(requested())).toBe('$0 · mapping the repository');
  const one = shaped({ a: [] });
  expect(statusAfter(...underWay(one), ...judged('a'))).toMatch(/^0\/1 · \$0 · Story a/);
  expect(statusAfter(...underWay(one), ...integrated('a'))).toBe('1/1 · $0 · verifying');
});

/** On that day in November, wherever this is run. */
const local = (day: number, hour: number, minute: number) =>
  new Date(2026, 10, day, hour, minute, 20).toISOString();

const opened = (until?: string) =>
  lineOf(
    {
      ...{ seq: 1, at: local(20, 21, 0), by: 'story-agent' },
      event: { type: 'breaker.opened', provider: 'claude', reason: 'a limit', ...(until ? { until } : {}) },
    },
    emptyView,
  );

test('T034 when a provider is asked again is said by the clock on the wall, with the day where it is another', () => {
  expect(opened(local(20, 21, 5))).toBe('! claude does not answer: a limit; asked again at 21:05:20');
  expect(opened(local(21, 3, 30))).toBe(
    '! claude does not answer: a limit; asked again on 2026-11-21 at 03:30:20',
  );
  expect(opened()).toBe('! claude does not answer: a limit');
});

test('T007 that another model answers is said with both names', () => {
  const route = { backend: 'openai-compatible', model: 'deepseek-v4-flash', endpoint: 'deepseek' } as const;
  const event = { type: 'model.substituted', route, model: 'deepseek-flash' } as const;
  expect(lineOf({ seq: 1, at: local(20, 21, 0), by: 'story-agent', event }, emptyView)).toBe(
    '! deepseek-flash answers where openai-compatible:deepseek-v4-flash@deepseek was asked for; it is what the books count',
  );
});
