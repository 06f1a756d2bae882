import { expect, test } from 'vitest';
import type { RunEvent } from '../../src/model/events.ts';
import { viewOf } from '../../src/model/folding.ts';
import { noticeOf } from '../../src/vscode/notices.ts';
import { logOf, optionsWith, requested, terra } from '../support/made-up-log.ts';
import { inMemoryRun, planOf } from './in-memory-runs.ts';

const commit = 'b'.repeat(40);
const attempt = { storyId: 'list-tables', attempt: 1 };
const criteria = [{ criterion: 'It is done', met: true, evidence: 'seen' }];
const verdict: RunEvent = {
  type: 'verdict.given',
  ...attempt,
  commit,
  pass: true,
  criteria,
  summary: 'All met',
  judge: 'critic',
};
const judged = (gates: string[]): RunEvent[] => [
  { type: 'plan.approved', version: 1 },
  { type: 'story.scheduled', ...attempt, route: { backend: 'scripted' }, reservedUsd: null },
  { type: 'attempt.finished', ...attempt, summary: 'done' },
  {
    type: 'attempt.committed',
    ...attempt,
    commit,
    parent: 'a'.repeat(40),
    files: ['x'],
    changed: 1,
    added: 1,
    removed: 0,
    gates,
  },
  { type: 'attempt.verified', ...attempt, commit, ok: true, evidence: [] },
  verdict,
];

/** What a person is told after the last of these, in a run with a plan of one story. */
function told(goal: string, ...events: RunEvent[]) {
  const run = inMemoryRun('run-1', goal);
  run.publish(...planOf({ 'list-tables': [] }), ...events);
  const last = events.at(-1) ?? planOf({ 'list-tables': [] }).at(-1);
  return last && noticeOf(run.view, last);
}

test('a plan that waits says so, and offers to approve it', () => {
  const notice = told('# Book tables\n\nlong text');
  expect(notice?.text).toBe('Book tables: the plan with 1 story waits for your approval.');
  expect(notice?.actions.map(({ command }) => command)).toContain('baro.approvePlan');
});

test('what is decided in a notification is decided about what it told of, not about what came after', () => {
  expect(told('Book')?.about).toEqual({ version: 1 });
  expect(told('Book', ...judged(['.github/workflows/ci.yml is protected']))?.about).toEqual(attempt);
});

test('a plan that nobody has to approve interrupts nobody', () => {
  const run = inMemoryRun('run-1', 'Book', { approve: 'ask', planOnly: true });
  run.publish(...planOf({ a: [] }));
  const proposed = planOf({ a: [] }).at(-1);
  expect(proposed && noticeOf(run.view, proposed)).toBeUndefined();
});

test('what concerns the run as a whole names its goal first', () => {
  const events: RunEvent[] = [
    { type: 'budget.reached', kind: 'usd', spent: 5.004, limit: 5 },
    { type: 'budget.reached', kind: 'minutes', spent: 61, limit: 60 },
    { type: 'breaker.opened', provider: 'openai', reason: 'the key is wrong' },
    { type: 'participant.failed', participant: 'slack', reason: 'no network' },
  ];
  expect(events.map((event) => told('# Book tables', event)?.text)).toEqual([
    'Book tables: the budget is used up, $5.00 of $5.00.',
    'Book tables: the time is used up, 61 of 60 minutes.',
    'Book tables: Baro has stopped asking openai; Resume asks again. the key is wrong',
    'Book tables: the slack gave up. no network',
  ]);
});

test('what is to be looked at only since it was rebased is said when it is verified again', () => {
  const gate = 'The branch holds a commit that no story made.';
  const rebased = judged([gate]).slice(3, 5);
  expect(told('Book', ...judged([]), ...rebased)?.text).toContain(gate);
  expect(told('Book', ...judged([]).slice(0, 5))).toBeUndefined();
});

test('a provider that waits for a person can be asked again from the notification', () => {
  const opened = { type: 'breaker.opened', provider: 'openai', reason: 'no' } as const;
  expect(told('Book', opened)?.actions.map(({ command }) => command)).toContain('baro.resume');
  const passing = { ...opened, until: '2030-01-01T00:00:00Z' };
  expect(told('Book', passing)?.actions.map(({ command }) => command)).not.toContain('baro.resume');
});

test('a pause that nobody asked for says what stands in the way, and one that was asked for says nothing', () => {
  const obstacle = 'The disk for worktrees is full: 3 MB are free. Free some space, then go on.';
  const notice = told('Book', { type: 'run.paused', reason: 'disk_full', obstacle });
  expect(notice?.text).toBe(`Book: the run waits for you. ${obstacle}`);
  expect(notice?.actions.map(({ command }) => command)).toContain('baro.resume');
  expect(told('Book', { type: 'run.paused', reason: 'asked' })).toBeUndefined();
});

test('a failed story is named first, and offers to open it and to run it again', () => {
  const notice = told(
    'Book',
    { type: 'plan.approved', version: 1 },
    { type: 'story.failed', storyId: 'list-tables', reason: 'its tests are red' },
  );
  expect(notice).toMatchObject({ about: { storyId: 'list-tables' }, level: 'error' });
  expect(notice?.text).toBe('list tables: failed. its tests are red');
});

test('a diff that nobody asked to review and that raised no gate interrupts nobody', () => {
  expect(told('Book', ...judged([]))).toBeUndefined();
});

test('a diff that touches a protected path needs a person', () => {
  const notice = told('Book', ...judged(['.github/workflows/ci.yml is protected']));
  expect(notice?.text).toBe('list tables: .github/workflows/ci.yml is protected');
  expect(notice?.actions.map(({ command }) => command)).toEqual(['baro.showStoryDiff', 'baro.acceptDiff']);
});

test('the end says how much is on which branch', () => {
  const notice = told(
    'Book',
    { type: 'plan.approved', version: 1 },
    { type: 'run.completed', outcome: 'partial', integrated: 0, failed: 1, reason: 'a story failed' },
  );
  expect(notice?.text).toBe(
    'Book: ended short, 0 of 1 story integrated on baro/better-run-1. a story failed',
  );
});

test('the end of a run in a race offers to compare it', () => {
  const completed: RunEvent = { type: 'run.completed', outcome: 'done', integrated: 1, failed: 0 };
  const inRace = requested('r1', optionsWith(terra, { race: 'r' }));
  expect(noticeOf(viewOf(logOf([0, inRace], [9, completed])), completed)?.actions[0]).toEqual({
    title: 'Compare Runs',
    command: 'baro.compareRuns',
  });
});

test('what a model wrote cannot dress a notification up', () => {
  const notice = told(
    'Book',
    { type: 'plan.approved', version: 1 },
    { type: 'story.failed', storyId: 'list-tables', reason: '\u001b]52;c;cm0=\u0007red\u202e\nand more' },
  );
  expect(notice?.text).toBe('list tables: failed. red and more');
});

test('most of what happens interrupts nobody', () => {
  expect(told('Book', { type: 'run.paused' })).toBeUndefined();
  expect(
    told('Book', { type: 'collision.found', id: 'c', stage: 'plan', stories: ['list-tables'], paths: [] }),
  ).toBeUndefined();
});
