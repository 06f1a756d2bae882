import { expect, test } from 'vitest';
import type { RunEvent } from '../../../src/model/events.ts';
import type { RunSummary } from '../../../src/model/protocol.ts';
import { needRows, needRowsOf } from '../../../src/vscode/trees/need-rows.ts';
import type { Row } from '../../../src/vscode/trees/row.ts';
import { runRows } from '../../../src/vscode/trees/run-rows.ts';
import { storyRows } from '../../../src/vscode/trees/story-rows.ts';
import { inMemoryRun, planOf } from '../in-memory-runs.ts';

const shown = (rows: readonly Row[]) => rows.map(({ label, description }) => `${label}: ${description}`);
const planned = () => {
  const run = inMemoryRun('run-1', 'Book tables');
  run.publish(...planOf({ 'store-tables': [], 'list-tables': ['store-tables'] }));
  return run;
};
const commit = 'b'.repeat(40);
const first = { storyId: 'store-tables', attempt: 1 };
const scheduled = {
  type: 'story.scheduled',
  ...first,
  route: { backend: 'scripted' },
  reservedUsd: null,
} as const;
const committed = (gates: string[]): RunEvent => ({
  type: 'attempt.committed',
  ...first,
  commit,
  parent: 'a'.repeat(40),
  files: ['x'],
  changed: 3,
  added: 2,
  removed: 1,
  gates,
});
const judged: RunEvent[] = [
  { type: 'attempt.verified', ...first, commit, ok: true, evidence: [] },
  { type: 'verdict.given', ...first, commit, pass: true, criteria: [], summary: 'fine', judge: 'critic' },
];

test('before the approval the stories are those of the plan, and the plan needs a person', () => {
  const { view } = planned();
  expect(shown(storyRows(view, '/r'))).toEqual([
    'store tables: waiting · standard',
    'list tables: waiting · standard',
  ]);
  expect(shown(needRows(view, '/r'))).toEqual(['Approve the plan: 2 stories']);
  expect(needRows(view, '/r')[0]?.about.version).toBe(1);
});

test('a story shows its state in a word, and its attempts newest first', () => {
  const run = planned();
  run.publish(
    { type: 'plan.approved', version: 1 },
    scheduled,
    { type: 'attempt.failed', ...first, kind: 'verification', reason: 'tests are red' },
    { ...scheduled, attempt: 2 },
  );
  const [story] = storyRows(run.view, '/r');
  expect(story?.description).toBe('running · 2 attempts');
  expect(shown(story?.children ?? [])).toEqual([
    'Attempt 2: running · scripted',
    'Attempt 1: failed · verification · scripted',
  ]);
  expect(needRows(run.view, '/r')).toEqual([]);
});

test('a story and its attempt under way are in one state', () => {
  const run = planned();
  run.publish({ type: 'plan.approved', version: 1 }, scheduled);
  const states = [
    { type: 'attempt.finished', ...first, summary: 'done' } as const,
    committed(['.vscode/settings.json is protected']),
    ...judged,
    { type: 'attempt.accepted', ...first } as const,
  ].map((event) => {
    run.publish(event);
    const [story] = storyRows(run.view, '/r');
    const state = story?.description?.split(' · ')[0];
    expect(story?.children?.[0]?.description).toMatch(new RegExp(`^${state} · `));
    return state;
  });
  expect(states).toEqual(['running', 'verifying', 'judging', 'needs you', 'merging']);
});

test('a story has a menu for its diff once an attempt has committed something', () => {
  const run = planned();
  run.publish({ type: 'plan.approved', version: 1 }, scheduled);
  expect(storyRows(run.view, '/r')[0]?.kind).toBe('story.running');
  run.publish({ type: 'attempt.finished', ...first, summary: 'done' }, committed([]));
  expect(storyRows(run.view, '/r')[0]?.kind).toBe('story.verifying.changed');
});

test('a gate, a failed story, a used-up budget and a fault need a person, each once', () => {
  const run = planned();
  run.publish(
    { type: 'plan.approved', version: 1 },
    scheduled,
    { type: 'attempt.finished', ...first, summary: 'done' },
    committed(['.vscode/settings.json is protected']),
    ...judged,
    { type: 'story.failed', storyId: 'list-tables', reason: 'gave up' },
    { type: 'budget.reached', kind: 'usd', spent: 5.004, limit: 5 },
    { type: 'participant.failed', participant: 'slack', reason: 'no network' },
  );
  expect(shown(needRows(run.view, '/r'))).toEqual([
    'store tables: .vscode/settings.json is protected',
    'The budget is used up: $5.00 of $5.00',
    'list tables: gave up',
    'slack gave up: no network',
  ]);
  run.publish({ type: 'attempt.accepted', ...first });
  expect(shown(needRows(run.view, '/r'))).not.toContain('store tables: .vscode/settings.json is protected');
});

test('a run that an obstacle paused needs a person, one that a person paused does not', () => {
  const run = planned();
  run.publish({ type: 'plan.approved', version: 1 }, { type: 'run.paused', reason: 'asked' });
  expect(needRows(run.view, '/r')).toEqual([]);
  run.publish(
    { type: 'run.unpaused' },
    { type: 'run.paused', reason: 'stopped by it', obstacle: 'The disk is full.' },
  );
  expect(shown(needRows(run.view, '/r'))).toEqual(['The run is paused: The disk is full.']);
  run.publish({ type: 'run.unpaused' });
  expect(needRows(run.view, '/r')).toEqual([]);
});

test('what needs a person is shown of every run that is held, under the title of each where there are several', () => {
  const [first, second] = [planned(), inMemoryRun('run-2', '# Lend books\n\nto readers')];
  second.publish(...planOf({ shelves: [] }));
  const held = [first, second].map((run) => ({ run, folder: '/r' }));
  expect(shown(needRowsOf(held.slice(0, 1)))).toEqual(['Approve the plan: 2 stories']);
  const rows = needRowsOf(held);
  expect(shown(rows)).toEqual([
    'Approve the plan: Book tables · 2 stories',
    'Approve the plan: Lend books · 1 story',
  ]);
  expect(rows.map(({ about }) => about.runId)).toEqual(['run-1', 'run-2']);
  expect(new Set(rows.map(({ id }) => id)).size).toBe(2);
});

test('no two rows have one id, though a participant gave up twice', () => {
  const run = planned();
  const gaveUp = { type: 'participant.failed', participant: 'slack', reason: 'no network' } as const;
  run.publish({ type: 'plan.approved', version: 1 }, gaveUp, gaveUp);
  const ids = needRows(run.view, '/r').map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

const summary = (id: string, startedAt: string, state = 'done'): RunSummary => ({
  id,
  goal: `## Goal ${id}\nmore`,
  state,
  startedAt,
  stories: 3,
  integrated: 2,
  cost: '$0.12',
});

test('runs are listed newest first, with what is worth knowing of each', () => {
  const runs = [summary('a', '2030-01-01T10:00:00Z'), summary('b', '2030-01-02T10:00:00Z', 'stopped')];
  const rows = runRows([{ folder: '/r', name: 'r', runs }], 'a');
  expect(shown(rows)).toEqual(['Goal b: stopped · 2/3 · $0.12', 'Goal a: done · 2/3 · $0.12 · shown']);
  expect(rows.map(({ kind }) => kind)).toEqual(['run.resumable', 'run']);
});

test('a run that cannot be read has a row that says so', () => {
  const problem = 'This run cannot be read: line 3 of the log is not JSON';
  const unreadable = { ...summary('a', ''), goal: '', state: 'unreadable', stories: 0, cost: '', problem };
  const [row, ...more] = runRows([{ folder: '/r', name: 'r', runs: [unreadable] }], undefined);
  expect(row).toMatchObject({ label: problem, description: 'unreadable', tooltip: problem, kind: 'run' });
  expect(more).toEqual([]);
});

test('runs of several folders are grouped by folder', () => {
  const rows = runRows(
    [
      { folder: '/r', name: 'r', runs: [summary('a', '2030-01-01T10:00:00Z')] },
      { folder: '/s', name: 's', runs: [] },
      { folder: '/t', name: 't', runs: [summary('b', '2030-01-01T10:00:00Z')] },
    ],
    undefined,
  );
  expect(rows.map(({ label, children }) => [label, children?.length])).toEqual([
    ['r', 1],
    ['t', 1],
  ]);
});

test('a run of a repository in which two folders are has a row in both, each of its own', () => {
  const runs = [summary('a', '2030-01-01T10:00:00Z')];
  const rows = runRows(
    [
      { folder: '/r/api', name: 'api', runs },
      { folder: '/r/web', name: 'web', runs },
    ],
    undefined,
  );
  const ids = rows.flatMap(({ id, children }) => [id, ...(children ?? []).map((child) => child.id)]);
  expect(ids).toHaveLength(4);
  expect(new Set(ids)).toHaveProperty('size', 4);
});
