import { beforeEach, expect, test } from 'vitest';
import type { RunEvent } from '../../src/model/events.ts';
import type { Memory } from '../../src/vscode/memory.ts';
import { WindowRuns } from '../../src/vscode/window-runs.ts';
import { until } from '../support/until.ts';
import { inMemoryRuns } from './in-memory-runs.ts';

const folder = '/repository';
let repositories: ReturnType<typeof inMemoryRuns>;
let remembered: ReturnType<Memory['get']>;
let broken: string[];
let runs: WindowRuns;

const given = () => ({
  engine: async () => repositories.open,
  hostOf: () => {
    throw new Error('the runs in memory ask nothing of their host');
  },
  memory: {
    get: () => remembered,
    set: (owned: typeof remembered) => {
      remembered = owned;
    },
  },
  log: () => {},
  broke: (_: unknown, reason: string) => broken.push(reason),
});

beforeEach(() => {
  repositories = inMemoryRuns();
  remembered = [];
  broken = [];
  runs = new WindowRuns({ ...given(), hostOf: () => ({}) as never });
});

async function started(where: WindowRuns, goal: string) {
  const repository = await where.of(folder);
  if ('problem' in repository) throw new Error(repository.problem);
  const run = await repository.start(goal, { approve: 'ask' });
  if ('problems' in run) throw new Error(run.problems.join());
  return run;
}

async function start(goal: string) {
  const run = await started(runs, goal);
  runs.hold(run, folder);
  const held = repositories.runs.get(run.id);
  if (!held) throw new Error('it was not kept');
  return held;
}

test('a run that was started is the current one, and what happens in it is told', async () => {
  const told: string[] = [];
  runs.appended.listen(({ run, entries }) =>
    told.push(...entries.map(({ event }) => `${run.id} ${event.type}`)),
  );
  const run = await start('One');
  run.publish({ type: 'run.paused', reason: 'asked' });
  expect(runs.current?.run.id).toBe(run.id);
  expect(told).toEqual(['run-1 run.paused']);
});

test('a listener that throws keeps nobody else from hearing', async () => {
  const told: number[] = [];
  runs.appended.listen(() => {
    throw new Error('broken view');
  });
  runs.appended.listen(({ entries }) => told.push(entries.length));
  (await start('One')).publish({ type: 'run.unpaused' });
  expect(told).toEqual([1]);
});

test('a run that is over is let go when another one is looked at; one that goes on is kept', async () => {
  const [first, second] = [await start('One'), await start('Two')];
  second.publish({ type: 'run.completed', outcome: 'done', integrated: 1, failed: 0 });
  const third = await start('Three');
  expect([first.closed, second.closed, third.closed]).toEqual([false, true, false]);
  expect(runs.held(second.id)).toBeUndefined();
});

test('the selected story belongs to the current run alone', async () => {
  const first = await start('One');
  runs.select('a-story');
  runs.hold(first, folder);
  expect(runs.selected).toBe('a-story');
  await start('Two');
  expect(runs.selected).toBeUndefined();
});

test('what a window owned when it was closed is taken up by the next, what was over is not', async () => {
  const [first, second] = [await start('One'), await start('Two')];
  second.publish({ type: 'run.stopped' });
  await runs.close();
  expect(first.closed).toBe(true);
  expect(remembered).toEqual([{ folder, runId: first.id }]);

  const next = new WindowRuns({ ...given(), hostOf: () => ({}) as never });
  await next.takeUp();
  expect(next.current?.run.id).toBe(first.id);
  await next.close();
});

test.each<[string, RunEvent[], unknown]>([
  ['goes on', [], undefined],
  ['that a person paused is left paused', [{ type: 'run.paused', reason: 'asked' }], 'nothing'],
  [
    'that an obstacle paused is tried again',
    [{ type: 'run.paused', reason: 'the disk', obstacle: 'The disk is full.' }],
    undefined,
  ],
])('a run that is taken up again %s', async (_, events, then) => {
  const run = await start('One');
  run.publish(...events);
  await runs.close();
  const repository = await runs.of(folder);
  if ('problem' in repository) throw new Error(repository.problem);
  const asked: unknown[] = [];
  const next = new WindowRuns({
    ...given(),
    hostOf: () => ({}) as never,
    engine: async () => async () => ({
      ...repository,
      open: async () => ({ ...run, view: run.view, live: false, idle: true }),
      resume: async (...how) => {
        asked.push(how);
        return run;
      },
    }),
  });
  await next.takeUp();
  expect(asked).toEqual([[run.id, then]]);
  expect(next.current?.run).toBe(run);
  await next.close();
});

test('a window that is closed while it takes its runs up leaves all of them to the next', async () => {
  const [first, second] = [await start('One'), await start('Two')];
  await runs.close();
  const both = [first, second].map(({ id }) => ({ folder, runId: id }));
  expect(remembered).toEqual(both);

  const repository = await runs.of(folder);
  if ('problem' in repository) throw new Error(repository.problem);
  const idle = (id: string) => {
    const run = repositories.runs.get(id);
    return run ? { ...run, view: run.view, live: false, idle: true } : { problem: 'gone' };
  };
  const asked: string[] = [];
  const next = new WindowRuns({
    ...given(),
    hostOf: () => ({}) as never,
    engine: async () => async () => ({
      ...repository,
      open: async (id) => idle(id),
      resume: (id) => {
        asked.push(id);
        return new Promise(() => {});
      },
    }),
  });
  void next.takeUp();
  await until(() => asked.length > 0);
  await next.close();
  expect(remembered).toEqual(both);
});

/** A window that opens while another process still works on the run that it owned. */
async function openedEarly() {
  const run = await start('One');
  await runs.close();
  const repository = await runs.of(folder);
  if ('problem' in repository) throw new Error(repository.problem);
  let idle = false;
  const elsewhere = {
    ...run,
    get view() {
      return run.view;
    },
    live: false,
    get idle() {
      return idle;
    },
  };
  const early = new WindowRuns({
    ...given(),
    hostOf: () => ({}) as never,
    engine: async () => async () => ({ ...repository, open: async () => elsewhere }),
  });
  await early.takeUp();
  const letGo = () => {
    idle = true;
    run.publish(); // as nothing happens in it, watchers are told of no entry
  };
  return { run, early, letGo };
}

test('a run that another process still works on is taken up when that lets go, behind the one that is looked at', async () => {
  const { run, early, letGo } = await openedEarly();
  const named = { folder, runId: run.id };
  expect(early.current?.run.live).toBe(false);
  expect(remembered).toEqual([named]);

  const second = early.hold(await started(early, 'Two'), folder).run;
  expect(remembered).toEqual([named, { folder, runId: second.id }]);
  letGo();
  await until(() => early.held(run.id)?.run.live === true);
  expect(early.current?.run.id).toBe(second.id);
  expect(remembered).toEqual([named, { folder, runId: second.id }]);
  await early.close();
});

test('a run that ends where it is worked on is not waited for any more', async () => {
  const { run, early, letGo } = await openedEarly();
  run.publish({ type: 'run.stopped' });
  await until(() => remembered.length === 0);
  letGo();
  expect(early.current?.run.live).toBe(false);
  await early.close();
});

test('the run that was shown last is shown again when all are taken up', async () => {
  const [first, second] = [await start('One'), await start('Two')];
  await runs.show(folder, first.id);
  await runs.close();
  const next = new WindowRuns({ ...given(), hostOf: () => ({}) as never });
  await next.takeUp();
  expect(next.all().map(({ run }) => run.id)).toEqual([second.id, first.id]);
  expect(next.current?.run.id).toBe(first.id);
  await next.close();
});

test('a run that is gone keeps no other from being taken up', async () => {
  const run = await start('One');
  remembered = [
    { folder, runId: 'gone' },
    { folder, runId: run.id },
  ];
  const next = new WindowRuns({ ...given(), hostOf: () => ({}) as never });
  await next.takeUp();
  expect(next.current?.run.id).toBe(run.id);
  await next.close();
});

test('what is asked of a run that nobody works on takes it over, with what was asked', async () => {
  const run = await start('One');
  const asked: unknown[] = [];
  const idle = { ...run, view: run.view, live: false, idle: true };
  const repository = await runs.of(folder);
  if ('problem' in repository) throw new Error(repository.problem);
  const taking = new WindowRuns({
    ...given(),
    hostOf: () => ({}) as never,
    engine: async () => async () => ({
      ...repository,
      resume: async (id, then) => {
        asked.push([id, then]);
        return run;
      },
    }),
  });
  const held = taking.hold(idle, folder);
  const rerun = { type: 'rerun', storyId: 'a' } as const;
  expect(await taking.send(held, rerun)).toEqual({ ok: true });
  expect(asked).toEqual([[run.id, rerun]]);
  expect(taking.current?.run).toBe(run);
  await taking.close();
});

test('a run that another process works on is asked through that, and not taken', async () => {
  const run = await start('One');
  const held = runs.hold({ ...run, id: 'elsewhere', view: run.view, live: false }, folder);
  await runs.send(held, { type: 'pause' });
  expect(run.sent).toEqual([{ type: 'pause' }]);
  expect(runs.current?.run.live).toBe(false);
});

test('in a folder that is not trusted runs are looked at, and none is started or gone on with', async () => {
  const run = await start('One');
  let trusted = false;
  const wary = new WindowRuns({
    ...given(),
    hostOf: () => ({}) as never,
    engine: async () => async (where, host) => {
      const repository = await repositories.open(where, host);
      if ('problem' in repository) return repository;
      return { ...repository, open: async () => ({ ...run, view: run.view, live: false, idle: true }) };
    },
    refusal: (where) => (trusted ? undefined : `${where} is not trusted`),
  });
  const repository = await wary.of(folder);
  if ('problem' in repository) throw new Error(repository.problem);
  const why = '/repository is not trusted';
  expect(await repository.start('Two', { approve: 'auto' })).toEqual({ problems: [why] });
  expect(await repository.playAgain(run.id, [{ backend: 'scripted' }])).toEqual({ problems: [why] });
  const held = await wary.show(folder, run.id);
  if ('problem' in held) throw new Error(held.problem);
  for (const intent of [{ type: 'resume' }, { type: 'rerun', storyId: 'a' }] as const)
    expect(await wary.send(held, intent)).toEqual({ refused: why });
  expect(repositories.runs.size).toBe(1);

  trusted = true;
  expect(await wary.send(held, { type: 'resume' })).toEqual({ ok: true });
  await wary.close();
});

test('who listens hears every entry once and in order when a run that was watched is taken over', async () => {
  const run = await start('One');
  const told: string[] = [];
  runs.appended.listen(({ entries }) =>
    told.push(...entries.map(({ seq, event }) => `${seq} ${event.type}`)),
  );
  runs.hold({ ...run, view: run.view, live: false, idle: true, watch: () => () => {} }, folder);
  run.publish({ type: 'run.paused' }, { type: 'run.unpaused' });
  runs.hold(run, folder);
  run.publish({ type: 'run.stopped' });
  await until(() => told.length === 3);
  expect(told).toEqual(['2 run.paused', '3 run.unpaused', '4 run.stopped']);
});

test('a run whose owner has gone meanwhile is taken over for what is asked of it', async () => {
  const run = await start('One');
  let idle = false;
  const left = {
    ...run,
    view: run.view,
    live: false,
    get idle() {
      return idle;
    },
    send: async () => {
      idle = true;
      return { refused: 'Nobody works on this run now.' };
    },
  };
  const held = runs.hold(left, folder);
  expect(await runs.send(held, { type: 'resume' })).toEqual({ ok: true });
  expect(runs.current?.run).toBe(run);
});

test('what is asked about a run as it was before it was taken over is asked of the run that was taken', async () => {
  const run = await start('One');
  const before = runs.hold({ ...run, view: run.view, live: false, idle: true }, folder);
  runs.hold(run, folder);
  expect(await runs.send(before, { type: 'pause' })).toEqual({ ok: true });
  expect(run.sent).toEqual([{ type: 'pause' }]);
});

test('a run that somebody else takes first hears from them what was asked, also that it goes on', async () => {
  const run = await start('One');
  const repository = await runs.of(folder);
  if ('problem' in repository) throw new Error(repository.problem);
  const elsewhere = { ...run, view: run.view, live: false, idle: false };
  const late = new WindowRuns({
    ...given(),
    hostOf: () => ({}) as never,
    engine: async () => async () => ({ ...repository, resume: async () => elsewhere }),
  });
  const held = late.hold({ ...run, view: run.view, live: false, idle: true }, folder);
  run.publish({ type: 'run.paused', reason: 'asked' });
  expect(await late.send(held, { type: 'resume' })).toEqual({ ok: true });
  expect(run.sent).toEqual([{ type: 'resume' }]);
  await late.close();
});

test('a folder without a repository is asked again the next time', async () => {
  const real = repositories.open;
  let there = false;
  const later = new WindowRuns({
    ...given(),
    hostOf: () => ({}) as never,
    engine: async () => async (where, host) =>
      there ? real(where, host) : { problem: 'no repository', canStartRepository: true },
  });
  expect(await later.of(folder)).toEqual({ problem: 'no repository', canStartRepository: true });
  there = true;
  expect(await later.of(folder)).toHaveProperty('list');
});

test('a log that cannot be written is told, with its reason', async () => {
  const run = await start('One');
  const full = new Error('its log cannot be written', { cause: new Error('the disk is full') });
  runs.hold({ ...run, id: 'other', over: Promise.reject(full) }, folder);
  await Promise.resolve();
  await Promise.resolve();
  expect(broken).toEqual(['its log cannot be written: the disk is full']);
});
