import { beforeEach, expect, test } from 'vitest';
import { lastShown } from '../../src/vscode/last-shown.ts';
import { WindowRuns } from '../../src/vscode/window-runs.ts';
import { until } from '../support/until.ts';
import { inMemoryRuns } from './in-memory-runs.ts';

const folder = '/repository';
let repositories: ReturnType<typeof inMemoryRuns>;
let kept: Map<string, unknown>;
let state: Parameters<typeof lastShown>[0]['state'];

beforeEach(() => {
  repositories = inMemoryRuns();
  kept = new Map();
  state = {
    get: <T>(key: string, otherwise?: T) => (kept.has(key) ? kept.get(key) : otherwise) as T,
    update: async (key, value) => void kept.set(key, value),
  };
});

const window = () =>
  new WindowRuns({
    engine: async () => repositories.open,
    hostOf: () => ({}) as never,
    memory: { get: () => [], set: () => {} },
    log: () => {},
    broke: () => {},
  });

async function start(runs: WindowRuns, goal: string) {
  const repository = await runs.of(folder);
  if ('problem' in repository) throw new Error(repository.problem);
  const run = await repository.start(goal, { approve: 'ask' });
  if ('problems' in run) throw new Error(run.problems.join());
  return runs.hold(run, folder).run.id;
}

/** A window in which two runs were over, of which the first was looked at last. */
async function lookedAt(): Promise<string> {
  const runs = window();
  const shown = lastShown({ runs, state, takenUp: Promise.resolve() });
  await shown.restore();
  const first = await start(runs, 'One');
  repositories.runs.get(first)?.publish({ type: 'run.completed', outcome: 'done', integrated: 0, failed: 0 });
  await start(runs, 'Two');
  await runs.show(folder, first);
  await until(() => kept.size > 0);
  shown.dispose();
  await runs.close();
  return first;
}

test('a run that was only looked at is shown again by the dashboard that comes back', async () => {
  const first = await lookedAt();
  const runs = window();
  const shown = lastShown({ runs, state, takenUp: Promise.resolve() });
  await shown.restore();
  expect(runs.current?.run.id).toBe(first);
  shown.dispose();
});

test('whoever has turned to another run meanwhile keeps it', async () => {
  await lookedAt();
  const runs = window();
  const shown = lastShown({ runs, state, takenUp: Promise.resolve() });
  await Promise.resolve();
  await Promise.resolve();
  const third = await start(runs, 'Three');
  await shown.restore();
  expect(runs.current?.run.id).toBe(third);
  shown.dispose();
});

test('a run that goes on is taken up, and does not hide the one that was looked at', async () => {
  const first = await lookedAt();
  const runs = window();
  const shown = lastShown({ runs, state, takenUp: start(runs, 'Goes on').then(() => {}) });
  await shown.restore();
  expect(runs.current?.run.id).toBe(first);
  expect(runs.all()).toHaveLength(2);
  shown.dispose();
});
