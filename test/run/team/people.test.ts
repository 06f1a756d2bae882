import { expect, test } from 'vitest';
import type { Entry } from '../../../src/model/events.ts';
import { storyOf, storyState } from '../../../src/model/questions.ts';
import { runState } from '../../../src/model/run-state.ts';
import { ask, begin, types } from '../../support/asking.ts';
import { memoryWorld, play, settle, type World } from '../../support/memory-world.ts';
import { brief, plan, shaped } from '../../support/scenario.ts';
import { type Brain, obedient, verdict } from '../../support/thinking-as.ts';

/* What people ask of a run on its way: each of it by an intent, as the dashboard and the command line do. */

const slow: Brain = (asked) => ({ ...obedient(asked), ms: 1000 });
const last = (log: readonly Entry[], type: string) => log.findLast(({ event }) => event.type === type)?.event;

test('pausing starts nothing and asks nothing, aborts nothing, and resuming goes on', async () => {
  const world = memoryWorld({ brain: (asked) => ({ ...obedient(asked), ms: 1000, requests: 3 }) });
  const { log, bus } = begin(world, shaped({ a: [], b: [], c: [] }));
  await world.time.pass(() => bus.view.live.filter(({ state }) => state === 'prepared').length === 2);
  await world.time.pass(() => false, 500);
  expect(ask(bus, { type: 'pause' })).toBe('ok');
  const spent = types(log).filter((type) => type === 'usage.recorded').length;
  await world.time.pass(() => false, 60_000);
  expect(types(log).filter((type) => type === 'story.scheduled')).toHaveLength(2);
  // The two requests that were out when it was paused came back; none followed.
  expect(types(log).filter((type) => type === 'usage.recorded')).toHaveLength(spent + 2);
  expect(bus.view.live.map(({ state }) => state)).toEqual(['prepared', 'prepared']);
  expect(runState(bus.view)).toBe('paused');
  expect(ask(bus, { type: 'resume' })).toBe('ok');
  await settle(world, bus);
  expect(bus.view.ending.completed?.outcome).toBe('done');
});

test('stopping aborts what is under way, and resuming takes it up where it was', async () => {
  const world = memoryWorld({ brain: slow });
  const { log, bus } = begin(world, shaped({ a: [], b: ['a'] }));
  await world.time.pass(() => bus.view.live.some(({ state }) => state === 'prepared'));
  expect(ask(bus, { type: 'stop' })).toBe('ok');
  await world.time.pass(() => !bus.working);
  expect(types(log).at(-1)).toBe('run.stopped');
  expect(ask(bus, { type: 'stop' })).toBe('The run is already stopped.');
  expect(ask(bus, { type: 'resume' })).toBe('ok');
  await settle(world, bus);
  expect(bus.view.ending.completed).toMatchObject({ outcome: 'done', integrated: 2 });
  expect(storyOf(bus.view, 'a')?.attempts).toHaveLength(1);
});

test('a run that is stopped while a server keeps it waiting at the end lets go, and publishes when it goes on', async () => {
  const world = memoryWorld({ brain: obedient });
  const { push, openPullRequest } = world.forge;
  const silent = new Set(['push', 'openPullRequest']);
  const unheard = (abort?: AbortSignal) =>
    new Promise<never>((_, reject) => abort?.addEventListener('abort', () => reject(abort.reason)));
  Object.assign(world.forge, {
    push: (...[branch, commit, abort]: Parameters<typeof push>) =>
      silent.has('push') ? unheard(abort) : push(branch, commit),
    openPullRequest: (...[request, abort]: Parameters<typeof openPullRequest>) =>
      silent.has('openPullRequest') ? unheard(abort) : openPullRequest(request),
  });
  const { log, bus } = begin(world, shaped({ a: [] }));
  for (const server of silent) {
    await settle(world, bus);
    expect(bus.working).toBe(true);
    expect(ask(bus, { type: 'stop' })).toBe('ok');
    await settle(world, bus);
    expect(bus.working).toBe(false);
    silent.delete(server);
    expect(ask(bus, { type: 'resume' })).toBe('ok');
  }
  await settle(world, bus);
  expect(types(log).filter((type) => type.endsWith('.failed'))).toEqual([]);
  expect(last(log, 'pull-request.opened')).toMatchObject({ number: 1 });
});

test('a rerun after the end opens the run again, adds a commit, and updates the same pull request', async () => {
  const world = memoryWorld({
    brain: (asked) =>
      asked.labels.phase === 'story' ? { edits: { 'a.txt': `a ${asked.labels.attempt}` } } : obedient(asked),
  });
  const { log, bus } = begin(world, shaped({ a: [] }));
  await settle(world, bus);
  expect(ask(bus, { type: 'rerun', storyId: 'a', note: 'use fewer words' })).toBe('ok');
  await settle(world, bus);
  expect(types(log).filter((type) => type === 'run.reopened' || type === 'run.completed')).toEqual([
    'run.completed',
    'run.reopened',
    'run.completed',
  ]);
  expect(world.repository.history('baro/a-goal-1')).toHaveLength(2);
  expect([...world.forge.pulls.values()]).toMatchObject([{ number: 1, writes: 2 }]);
  expect(world.asked.findLast(({ labels }) => labels.phase === 'story')?.prompt.task).toContain(
    'use fewer words',
  );
});

test('what a person adds to a rerun is told to every attempt of it', async () => {
  const tasks: string[] = [];
  const world = memoryWorld({
    brain: (asked) => {
      const { phase, attempt = 0 } = asked.labels;
      if (phase === 'story') tasks.push(asked.prompt.task);
      return phase === 'story' && attempt === 2
        ? { fails: { kind: 'agent', reason: 'it gave up' } }
        : { ...obedient(asked), ...(phase === 'story' ? { edits: { 'a.txt': `${attempt}` } } : {}) };
    },
  });
  const { bus } = begin(world, shaped({ a: [] }));
  await settle(world, bus);
  ask(bus, { type: 'rerun', storyId: 'a', note: 'mind the gap' });
  await settle(world, bus);
  expect(tasks.map((task) => task.includes('mind the gap'))).toEqual([false, true, true]);
});

test('a rerun that fails leaves the story integrated as it was', async () => {
  const world = memoryWorld({
    brain: (asked) =>
      asked.labels.phase === 'story' && asked.labels.attempt !== 1
        ? { fails: { kind: 'agent', reason: 'it gave up' } }
        : obedient(asked),
  });
  const { bus } = begin(world, shaped({ a: [], b: ['a'] }));
  await settle(world, bus);
  ask(bus, { type: 'rerun', storyId: 'a' });
  await settle(world, bus);
  expect(storyOf(bus.view, 'a')).toMatchObject({
    outcome: 'integrated',
    reason: expect.stringContaining('gave up'),
  });
  expect(bus.view.ending.completed).toMatchObject({ outcome: 'done', integrated: 2 });
});

test('a rerun of a story that is being worked on supersedes what is under way', async () => {
  const world = memoryWorld({ brain: slow });
  const { bus } = begin(world, shaped({ a: [] }));
  await world.time.pass(() => bus.view.live[0]?.state === 'prepared');
  ask(bus, { type: 'rerun', storyId: 'a', note: 'other way' });
  await settle(world, bus);
  expect(storyOf(bus.view, 'a')?.attempts.map(({ state }) => state)).toEqual(['superseded', 'integrated']);
  expect(world.repository.existing()).toEqual([]);
});

test('the first of a race to land wins; the others are superseded', async () => {
  const world = memoryWorld({
    brain: (asked) => ({ ...obedient(asked), ms: asked.route.model === 'fast' ? 10 : 5000 }),
  });
  const { bus } = begin(world, shaped({ a: ['b'], b: [] }), { parallel: 3 });
  await world.time.pass(() => bus.view.phase.approved > 0);
  const routes = ['slow', 'fast', 'slower'].map((model) => ({ backend: 'scripted' as const, model }));
  expect(ask(bus, { type: 'race', storyId: 'a', routes })).toBe('ok');
  await settle(world, bus);
  expect(storyOf(bus.view, 'a')?.attempts.map(({ state, route }) => [route.model, state])).toEqual([
    ['slow', 'superseded'],
    ['fast', 'integrated'],
    ['slower', 'superseded'],
  ]);
  expect(world.repository.existing()).toEqual([]);
});

test('with reviews every story waits for a person; a refusal is a failed attempt with their words', async () => {
  const world = memoryWorld({ brain: obedient });
  const { bus } = begin(world, shaped({ a: [] }), { review: true });
  const waits = () => bus.view.live[0]?.state === 'judged';
  await world.time.pass(waits);
  await world.time.pass(() => false, 60_000);
  const story = storyOf(bus.view, 'a');
  expect(story && storyState(bus.view, story)).toBe('needs you');
  expect(runState(bus.view)).toBe('needs you');
  expect(ask(bus, { type: 'refuse', storyId: 'a', attempt: 1, feedback: 'say please' })).toBe('ok');
  await world.time.pass(() => bus.view.live[0]?.number === 2 && waits());
  expect(world.asked.findLast(({ labels }) => labels.phase === 'story')?.prompt.task).toContain('say please');
  expect(ask(bus, { type: 'accept', storyId: 'a', attempt: 1 })).toContain('no diff to decide on');
  expect(ask(bus, { type: 'accept', storyId: 'a', attempt: 2 })).toBe('ok');
  await settle(world, bus);
  expect(bus.view.ending.completed?.outcome).toBe('done');
});

test('a change that raises a gate waits for a person, and its evidence says why', async () => {
  const gates = (paths: readonly string[]) => (paths.includes('a.txt') ? ['changes a protected path'] : []);
  const world = memoryWorld({ brain: obedient, gates });
  const { bus } = begin(world, shaped({ a: [], b: [] }));
  await world.time.pass(
    () => storyOf(bus.view, 'b')?.outcome === 'integrated' && bus.view.live[0]?.state === 'judged',
  );
  expect(bus.view.live.map(({ storyId, commit }) => [storyId, commit?.gates])).toEqual([
    ['a', ['changes a protected path']],
  ]);
  ask(bus, { type: 'accept', storyId: 'a', attempt: 1 });
  await settle(world, bus);
  expect(bus.view.ending.completed?.outcome).toBe('done');
});

test.each([
  [13, []],
  [14, ['It changes more than 13 files of which the plan says nothing, such as b/0.txt, b/1.txt, b/10.txt.']],
])('a story that changes %i files of which the plan says nothing', async (count, gates) => {
  const strayed = Array.from({ length: count }, (_, i) => [`b/${i}.txt`, 'strayed']);
  const edits = Object.fromEntries([['a.txt', 'as planned'], ...strayed]);
  const world = memoryWorld({
    brain: (asked) => (asked.labels.phase === 'story' ? { edits } : obedient(asked)),
  });
  const { bus } = begin(world, plan([brief('a', { touches: ['a.txt'] })]));
  await settle(world, bus);
  expect(bus.view.live.flatMap(({ commit }) => commit?.gates ?? [])).toEqual(gates);
  if (gates.length > 0) ask(bus, { type: 'accept', storyId: 'a', attempt: 1 });
  await settle(world, bus);
  expect(bus.view.ending.completed?.outcome).toBe('done');
});

/** Somebody commits a file onto the run's branch while story b, which comes after a, is worked on. */
async function withStranger(meddle: (world: World, branch: string, strange: string) => void) {
  const world = memoryWorld({ brain: slow });
  const { log, bus } = begin(world, shaped({ a: [], b: ['a'] }));
  await world.time.pass(() => bus.view.live[0]?.storyId === 'b' && bus.view.live[0].state === 'prepared');
  const { branches, prepare, write, commit } = world.repository;
  const branch = bus.view.run?.branch ?? '';
  const tip = branches.get(branch) ?? '';
  const { folder } = await prepare('stranger.1', tip, new AbortController().signal);
  write(folder, { 'strange.txt': 'strange' });
  const strange = await commit('stranger.1', tip, 'a stranger’s\n\nand more of it');
  await world.repository.remove('stranger.1');
  meddle(world, branch, strange?.commit ?? '');
  await settle(world, bus);
  return { world, log, bus, branch, tip };
}

test('what somebody else put onto the branch is not built on before a person has agreed to it', async () => {
  const { world, bus, branch } = await withStranger(({ repository }, name, strange) =>
    repository.branches.set(name, strange),
  );
  const [waiting] = bus.view.live;
  expect(waiting).toMatchObject({ storyId: 'b', state: 'judged' });
  expect(waiting?.commit?.gates).toEqual([`${branch} holds 1 commit that no story made: “a stranger’s”.`]);
  ask(bus, { type: 'accept', storyId: 'b', attempt: 1 });
  await settle(world, bus);
  expect(bus.view.ending.completed?.outcome).toBe('done');
  expect(world.repository.history(branch)).toHaveLength(3);
  expect(world.forge.pushes).toEqual([{ branch, commit: world.repository.branches.get(branch) }]);
});

test('a branch that lost what was integrated is waited for', async () => {
  const { world, bus, branch, tip } = await withStranger(({ repository }, name) =>
    repository.branches.set(name, repository.base),
  );
  expect(bus.view.brakes).toMatchObject({ paused: 'branch_moved', obstacle: expect.stringContaining(tip) });
  world.repository.branches.set(branch, tip);
  expect(ask(bus, { type: 'resume' })).toBe('ok');
  await settle(world, bus);
  expect(bus.view.ending.completed?.outcome).toBe('done');
  expect(Object.keys(world.repository.treeOf(world.repository.branches.get(branch) ?? ''))).toContain(
    'a.txt',
  );
});

test('a branch that is gone is made again with what was integrated', async () => {
  const { world, bus, branch } = await withStranger(
    ({ repository }, name) => void repository.branches.delete(name),
  );
  expect(bus.view.ending.completed?.outcome).toBe('done');
  expect(world.repository.history(branch)).toHaveLength(2);
});

test('only what stories made and Baro verified is pushed', async () => {
  const world = memoryWorld({ brain: obedient });
  const { advance, branches, prepare, commit, remove } = world.repository;
  let integrated = '';
  Object.assign(world.repository, {
    async advance(...args: Parameters<typeof advance>) {
      const moved = await advance(...args);
      const [branch, , to] = args;
      integrated = to;
      const { folder } = await prepare('stranger.1', to, new AbortController().signal);
      world.repository.write(folder, { 'strange.txt': 'strange' });
      branches.set(branch, (await commit('stranger.1', to, 'a stranger’s'))?.commit ?? '');
      await remove('stranger.1');
      return moved;
    },
  });
  const { bus } = begin(world, shaped({ a: [] }));
  await settle(world, bus);
  expect(bus.view.ending.verified?.commit).toBe(integrated);
  expect(world.forge.pushes).toEqual([{ branch: bus.view.run?.branch, commit: integrated }]);
});

test.each([
  ['elsewhere', ['elsewhere/**']],
  ['anywhere', []],
])(
  'a change of the plan %s outside what was approved asks first, and is dropped when it is refused',
  async (_, touches) => {
    const elsewhere = brief('d2', { touches });
    const world = memoryWorld({
      brain: (asked) =>
        asked.labels.phase === 'surgeon'
          ? { answer: { action: 'split', reason: 'too much', stories: [elsewhere] } }
          : obedient(asked),
      proof: (command) => (command === 'check d' ? 'red' : true),
    });
    const { log, bus } = begin(world, shaped({ d: [], e: [] }), { attempts: 1 });
    await world.time.pass(() => bus.view.phase.change !== undefined);
    await world.time.pass(() => false, 10_000);
    expect(last(log, 'plan.changed')).toMatchObject({ asks: true, version: 2 });
    expect(types(log)).not.toContain('run.completed');
    expect(ask(bus, { type: 'approve', version: 1 })).toContain('has changed');
    expect(ask(bus, { type: 'reject', version: 2 })).toBe('ok');
    await settle(world, bus);
    expect(storyOf(bus.view, 'd')).toMatchObject({
      outcome: 'failed',
      reason: 'the proposed replan was rejected',
    });
    expect(bus.view.ending.completed).toMatchObject({ outcome: 'partial', integrated: 1, failed: 1 });
  },
);

test('the story that turned the whole run red is worked on once more, knowing why, and only once', async () => {
  const world = memoryWorld({
    brain: obedient,
    proof: (command, tree) => (command === 'test all' && tree['b.txt'] ? 'b broke it' : true),
  });
  const { log, bus } = await play(world, shaped({ a: [], b: ['a'], c: ['b'] }));
  const reruns = log.filter(({ event }) => event.type === 'rerun.requested');
  expect(reruns.map(({ event }) => event)).toMatchObject([
    { storyId: 'b', note: expect.stringContaining('b broke it') },
  ]);
  expect(bus.view.ending.verified).toMatchObject({ ok: false, culprit: 'b' });
  expect(bus.view.ending.completed?.outcome).toBe('partial');
  expect([...world.forge.pulls.values()]).toMatchObject([{ draft: true }]);
});

test('the culprit is worked on once more even if the plan was changed for it before', async () => {
  const world = memoryWorld({
    brain: (asked) => {
      const { phase, attempt } = asked.labels;
      if (phase === 'surgeon')
        return {
          answer: {
            action: 'retry',
            reason: 'unclear',
            stories: [brief('b', { description: 'Do b well.' })],
          },
        };
      if (phase === 'critic' && asked.labels.storyId && attempt === 1)
        return { answer: verdict(asked.prompt.task, false) };
      return obedient(asked);
    },
    proof: (command, tree) => (command === 'test all' && tree['b.txt'] === 'b.2' ? 'red' : true),
  });
  const { bus } = await play(world, shaped({ b: [] }), { attempts: 1 });
  expect(storyOf(bus.view, 'b')?.attempts.map(({ state }) => state)).toEqual([
    'failed',
    'integrated',
    'integrated',
  ]);
  expect(bus.view.ending.completed?.outcome).toBe('done');
});

test('an edited brief supersedes the attempt at it; what is integrated cannot be edited', async () => {
  const world = memoryWorld({ brain: slow });
  const { bus } = begin(world, shaped({ a: [], b: ['a'] }), { parallel: 1 });
  await world.time.pass(() => bus.view.live[0]?.storyId === 'b' && bus.view.live[0].state === 'prepared');
  const edited = (change: Parameters<typeof brief>[1], id: string) =>
    plan([
      brief('a', id === 'a' ? change : {}),
      brief('b', { dependsOn: ['a'], ...(id === 'b' ? change : {}) }),
    ]);
  expect(ask(bus, { type: 'edit', version: 1, plan: edited({ title: 'new' }, 'a') })).toContain(
    'is integrated already',
  );
  expect(ask(bus, { type: 'edit', version: 1, plan: edited({ acceptance: ['b is better'] }, 'b') })).toBe(
    'ok',
  );
  expect(ask(bus, { type: 'edit', version: 1, plan: edited({}, 'b') })).toContain('has changed');
  await settle(world, bus);
  expect(storyOf(bus.view, 'b')?.attempts.map(({ state }) => state)).toEqual(['superseded', 'integrated']);
});
