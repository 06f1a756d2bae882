import { expect, test } from 'vitest';
import { Obstacle } from '../../../src/engine/obstacle.ts';
import type { Job, Participant } from '../../../src/engine/participant.ts';
import { Entry, type RunEvent } from '../../../src/model/events.ts';
import { viewOf } from '../../../src/model/folding.ts';
import { storiesOf, storyOf } from '../../../src/model/questions.ts';
import { runState } from '../../../src/model/run-state.ts';
import { stranger } from '../../../src/run/stranger.ts';
import { beginning, lines, memoryWorld, play, settle } from '../../support/memory-world.ts';
import { brief, plan, shaped } from '../../support/scenario.ts';
import { type Brain, obedient } from '../../support/thinking-as.ts';

/* What goes wrong beside the models: participants that throw, plans that never come, worktrees that cannot be made. */

const oops = () => {
  throw new Error('oops');
};

async function withBesides(...besides: readonly Participant[]) {
  const world = memoryWorld({ brain: obedient });
  const log: Entry[] = [];
  const bus = world.open(log, { besides });
  bus.publish('person', ...beginning(world, shaped({ a: [] }), { localOnly: true }));
  await settle(world, bus);
  return { bus, log };
}

test('a participant that throws is heard no more, is in the log once, and the others go on', async () => {
  const { bus } = await withBesides(
    { name: 'one', on: { 'participant.failed': oops, 'plan.approved': oops } },
    { name: 'two', decide: oops },
    { name: 'three', work: oops },
    { name: 'four', on: { 'plan.approved': async () => oops() } },
  );
  expect(bus.view.faults.map(({ participant }) => participant).toSorted()).toEqual([
    'four',
    'one',
    'three',
    'two',
  ]);
  expect(bus.view.ending.completed?.outcome).toBe('done');
});

test('a stranger that says what is no fact of a run is heard no more, and the log stays readable', async () => {
  const nonsense = { type: 'message.sent', storyId: 7 } as unknown as RunEvent;
  const job: Job = {
    key: 'song',
    async *run() {
      yield nonsense;
    },
    failed: () => nonsense,
  };
  const strangers = [
    { name: 'decides', decide: () => [nonsense] },
    { name: 'works', work: () => [job] },
  ];
  const { bus, log } = await withBesides(...strangers.map(stranger));
  expect(bus.view.faults.map(({ participant }) => participant).toSorted()).toEqual(['decides', 'works']);
  expect(bus.view.faults[0]?.reason).toMatch(/^what it says is no fact of a run: .*storyId/s);
  expect(bus.view.ending.completed?.outcome).toBe('done');
  for (const entry of log) expect(Entry.parse(entry)).toEqual(entry);
});

test('a participant that decides the same without end is heard no more, and the run goes on', async () => {
  const { bus, log } = await withBesides({
    name: 'parrot',
    *decide() {
      yield { type: 'message.sent', storyId: 'a', id: 'hello', text: 'hello', from: 'parrot' };
    },
  });
  expect(bus.view.faults).toMatchObject([
    { participant: 'parrot', reason: expect.stringContaining('without end') },
  ]);
  expect(bus.view.ending.completed?.outcome).toBe('done');
  expect(log.length).toBeLessThan(5000);
});

test('two reads of the same name end in one finding, and nobody decides on it for ever', async () => {
  const world = memoryWorld({ brain: obedient });
  const { bus, log } = await play(world, shaped({ a: [], b: [] }), { localOnly: true });
  for (const storyId of ['a', 'b'])
    bus.publish('story-agent', {
      ...{ type: 'tool.used', phase: 'story', storyId, attempt: 1, id: 'call_0', tool: 'read', kind: 'read' },
      ...{ target: `${storyId}.ts`, ok: true, ms: 1, digest: `what ${storyId} holds` },
    });
  expect(log.filter(({ event }) => event.type === 'finding.recorded').length).toBeLessThanOrEqual(2);
  expect(bus.view.unread).toEqual([]);
  expect(bus.view.faults).toEqual([]);
});

const refused = async (brain: Brain, more = {}) => {
  const world = memoryWorld({ brain });
  const { bus } = await play(world, undefined, more);
  return { world, bus };
};

test('a run whose Planner gives no plan ends, says why, and leaves no worktree', async () => {
  const { world, bus } = await refused((asked) =>
    asked.labels.phase === 'planner' ? { answer: { stories: [] } } : obedient(asked),
  );
  expect(bus.view.ending.completed).toMatchObject({
    outcome: 'failed',
    reason: expect.stringContaining('Planner'),
  });
  expect(world.repository.existing()).toEqual([]);
  expect(world.repository.branches.size).toBe(0);
});

test('a run of a plan only ends with the plan, and leaves no worktree', async () => {
  const { world, bus } = await refused(
    (asked) => (asked.labels.phase === 'planner' ? { answer: plan([brief('a')]) } : obedient(asked)),
    { planOnly: true },
  );
  expect(bus.view.ending.completed).toMatchObject({ outcome: 'done', integrated: 0 });
  expect(bus.view.phase.proposed?.stories).toHaveLength(1);
  expect(world.repository.existing()).toEqual([]);
});

test('a plan that could not be changed as the person asked stays as it was', async () => {
  let plans = 0;
  const world = memoryWorld({
    brain: (asked) =>
      asked.labels.phase === 'planner'
        ? { answer: plans++ === 0 ? plan([brief('a')]) : { stories: [] } }
        : obedient(asked),
  });
  const log: Entry[] = [];
  const bus = world.open(log);
  bus.publish('person', ...beginning(world, undefined, { approve: 'ask' }));
  await settle(world, bus);
  bus.publish('person', { type: 'revision.requested', version: 1, text: 'more of it' });
  await settle(world, bus);
  expect(bus.view.phase).toMatchObject({
    unrevised: expect.stringContaining('Planner'),
    revision: undefined,
  });
  expect(bus.view.ending.completed).toBeUndefined();
  bus.publish('person', { type: 'plan.approved', version: 1 });
  await settle(world, bus);
  expect(bus.view.ending.completed?.outcome).toBe('done');
});

test('a plan that a crash tore is made anew, however different it is the second time', async () => {
  let plans = 0;
  const brain: Brain = (asked) =>
    asked.labels.phase === 'planner'
      ? { answer: plan((plans++ === 0 ? ['a', 'b', 'c'] : ['x', 'y']).map((id) => brief(id))) }
      : obedient(asked);
  const world = memoryWorld({ brain });
  const log: Entry[] = [];
  const isPlanned = () => log.filter(({ event }) => event.type === 'story.planned').length;
  for (let kept = 1; isPlanned() < 2; kept++) {
    log.length = 0;
    plans = 0;
    const first = world.open(log, { killedAfter: kept });
    try {
      first.publish('person', ...beginning(world));
    } catch {
      // killed at once
    }
    await world.time.pass(() => !first.working);
  }
  const second = world.open(log);
  second.resume(viewOf(log));
  await settle(world, second);
  expect(storiesOf(second.view).map(({ id }) => id)).toEqual(['x', 'y']);
  expect(second.view.ending.completed).toMatchObject({ outcome: 'done', integrated: 2 });
});

test('what stands in the way from outside pauses the run with a sentence, and costs nothing but the wait', async () => {
  const world = memoryWorld({ brain: obedient });
  const { advance, commit } = world.repository;
  const inTheWay = new Set(['advance', 'commit']);
  const unlessInTheWay =
    <A extends unknown[], R>(name: string, call: (...args: A) => Promise<R>) =>
    async (...args: A) => {
      if (inTheWay.has(name)) throw new Obstacle('disk_full', `no room to ${name}`);
      return call(...args);
    };
  Object.assign(world.repository, {
    commit: unlessInTheWay('commit', commit),
    advance: unlessInTheWay('advance', advance),
  });
  const log: Entry[] = [];
  const bus = world.open(log);
  bus.publish('person', ...beginning(world, shaped({ a: [], b: [] }), {}));
  for (const name of ['commit', 'advance']) {
    for (let n = 0; n < 2; n++) {
      await settle(world, bus);
      expect(bus.view.brakes).toMatchObject({ paused: 'disk_full', obstacle: `no room to ${name}` });
      expect(runState(bus.view)).toBe('paused');
      if (n === 1) inTheWay.delete(name);
      bus.publish('person', { type: 'run.unpaused' });
    }
  }
  await settle(world, bus);
  expect(bus.view.brakes).toMatchObject({ paused: undefined, obstacle: undefined });
  expect(bus.view.ending.completed).toMatchObject({ outcome: 'done', integrated: 2 });
  expect(lines(log).filter((line) => /failed|scheduled/.test(line))).toEqual([
    expect.stringContaining('scheduled a 1'),
    expect.stringContaining('scheduled b 1'),
  ]);
});

test('a run that waits for something outside can be stopped, and tries again when it is resumed', async () => {
  const world = memoryWorld({ brain: obedient });
  const { advance } = world.repository;
  let tries = 0;
  Object.assign(world.repository, {
    advance: async (...args: Parameters<typeof advance>) => {
      if (tries++ === 0) throw new Obstacle('branch_checked_out', 'somebody is on it');
      return advance(...args);
    },
  });
  const log: Entry[] = [];
  const bus = world.open(log);
  bus.publish('person', ...beginning(world, shaped({ a: [] }), {}));
  await settle(world, bus);
  bus.publish('person', { type: 'run.stopped' });
  await settle(world, bus);
  expect(bus.working).toBe(false);
  const next = world.open(log);
  next.resume(viewOf(log));
  next.publish('person', { type: 'run.reopened', reason: 'resumed' }, { type: 'run.unpaused' });
  await settle(world, next);
  expect(next.view.ending.completed).toMatchObject({ outcome: 'done' });
});

test('what a job threw may be told apart as something that stands in the way', async () => {
  const world = memoryWorld({ brain: obedient });
  const { write } = world.artifacts;
  let full = true;
  Object.assign(world.artifacts, {
    write: async (name: string, text: string) => {
      if (full && name.startsWith('evidence/a')) throw new Error('ENOSPC');
      return write(name, text);
    },
  });
  const log: Entry[] = [];
  const bus = world.open(log, {
    obstacleIn: async (thrown) =>
      String(thrown).includes('ENOSPC') ? new Obstacle('disk_full', 'no room') : undefined,
  });
  bus.publish('person', ...beginning(world, shaped({ a: [] }), {}));
  await settle(world, bus);
  expect(bus.view.brakes.obstacle).toBe('no room');
  full = false;
  bus.publish('person', { type: 'run.unpaused' });
  await settle(world, bus);
  expect(bus.view.ending.completed).toMatchObject({ outcome: 'done' });
  expect(storyOf(bus.view, 'a')?.attempts).toHaveLength(1);
});

test('an attempt that is dropped while its worktree is made leaves none behind', async () => {
  const world = memoryWorld({ brain: obedient });
  const { prepare } = world.repository;
  let slow = true;
  Object.assign(world.repository, {
    prepare: async (name: string, commit: string, abort: AbortSignal) => {
      const place = await prepare(name, commit, abort);
      if (slow && name === 'a.1') await world.time.sleep(60_000, abort);
      abort.throwIfAborted();
      return place;
    },
  });
  const log: Entry[] = [];
  const bus = world.open(log);
  bus.publish('person', ...beginning(world, shaped({ a: [], b: [] }), { localOnly: true }));
  await world.time.pass(() => world.repository.existing().includes('a.1'));
  slow = false;
  bus.publish('person', { type: 'rerun.requested', storyId: 'a' });
  await settle(world, bus);
  expect(storyOf(bus.view, 'a')?.attempts.map(({ state }) => state)).toEqual(['superseded', 'integrated']);
  expect(world.repository.existing()).toEqual([]);
});

test('a story is not blamed for what was red before, however late the baseline comes', async () => {
  const world = memoryWorld({
    brain: obedient,
    commandMs: 0,
    proof: (command) => (command === 'test all' ? 'red from the start' : true),
    map: {
      ...{ languages: [], setup: [], build: ['slow build'], test: ['test all'], lint: [], conventions: [] },
      ...{ workspaces: [], layout: [], files: 1 },
    },
  });
  const { bus } = await play(world, plan([brief('a', { verify: ['test all'] })]), { localOnly: true });
  expect(storyOf(bus.view, 'a')?.attempts).toHaveLength(1);
  expect(bus.view.ending.verified?.ok).toBe(true);
});

test('a repository that cannot be verified at the end is pushed as it is, and says so', async () => {
  const world = memoryWorld({ brain: obedient });
  const { prepare } = world.repository;
  Object.assign(world.repository, {
    prepare: async (name: string, commit: string, abort: AbortSignal) => {
      if (name === 'integration') throw new Error('no space left');
      return prepare(name, commit, abort);
    },
  });
  const { bus } = await play(world, shaped({ a: [] }));
  expect(bus.view.ending.verified).toMatchObject({
    ok: false,
    evidence: [{ tail: expect.stringContaining('no space') }],
  });
  expect(world.forge.pushes).toEqual([
    { branch: 'baro/a-goal-1', commit: world.repository.branches.get('baro/a-goal-1') },
  ]);
  expect(bus.view.ending.completed?.outcome).toBe('partial');
});
