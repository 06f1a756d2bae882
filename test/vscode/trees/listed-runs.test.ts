import { beforeEach, expect, test } from 'vitest';
import type { RunSummary } from '../../../src/model/protocol.ts';
import { ListedRuns } from '../../../src/vscode/trees/listed-runs.ts';
import { type InMemoryRun, inMemoryRun, planOf } from '../in-memory-runs.ts';

const folder = '/repository';
const old: RunSummary = {
  id: 'old',
  goal: 'An old goal',
  state: 'done',
  startedAt: '2026-01-01T00:00:00Z',
  stories: 1,
  integrated: 1,
  cost: '$0',
};

let onDisk: RunSummary[];
let reads: number;
let held: InMemoryRun[];
let listed: ListedRuns;

beforeEach(() => {
  onDisk = [old];
  reads = 0;
  held = [];
  listed = new ListedRuns({
    folders: () => [{ folder, name: 'repository' }],
    list: async () => {
      reads++;
      return onDisk;
    },
    held: () => held.map((run) => ({ run, folder })),
  });
});

const shown = () => listed.now()[0]?.runs.map(({ id, state, integrated }) => [id, state, integrated]);

test('a run that is held open is listed as it is now, and nothing is read again for that', async () => {
  await listed.ready();
  const run = inMemoryRun('new');
  held = [run];
  expect(shown()).toEqual([
    ['new', 'planning', 0],
    ['old', 'done', 1],
  ]);
  run.publish(...planOf({ a: [] }), { type: 'plan.approved', version: 1 });
  expect(shown()?.[0]).toEqual(['new', 'running', 0]);
  run.publish({ type: 'run.paused', reason: 'asked' });
  expect(shown()?.[0]).toEqual(['new', 'paused', 0]);
  await listed.ready();
  expect(reads).toBe(1);
});

test('a run that is let go of stays listed as it was then', async () => {
  const run = inMemoryRun('new');
  held = [run];
  onDisk = [{ ...old, id: 'new', state: 'running' }, old];
  await listed.read();
  run.publish({ type: 'run.stopped' });
  listed.keep({ run, folder });
  held = [];
  expect(shown()).toEqual([
    ['new', 'stopped', 0],
    ['old', 'done', 1],
  ]);
});

test('a run that nobody works on is interrupted, here as everywhere', async () => {
  const run = inMemoryRun('new');
  held = [{ ...run, view: run.view, live: false, idle: true }];
  expect(shown()?.[0]?.[1]).toBe('interrupted');
});

test('several who ask at once are answered by one reading', async () => {
  await Promise.all([listed.read(), listed.ready(), listed.read()]);
  expect(reads).toBe(1);
  await listed.read();
  expect(reads).toBe(2);
});
