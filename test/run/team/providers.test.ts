import { expect, test } from 'vitest';
import type { Bus } from '../../../src/engine/bus.ts';
import { answerIntent } from '../../../src/model/answer-intent.ts';
import type { Entry } from '../../../src/model/events.ts';
import { viewOf } from '../../../src/model/folding.ts';
import { storyOf } from '../../../src/model/questions.ts';
import { runState, waitsForPerson } from '../../../src/model/run-state.ts';
import { beginning, memoryWorld, settle } from '../../support/memory-world.ts';
import { brief, plan } from '../../support/scenario.ts';
import { obedient } from '../../support/thinking-as.ts';

const limited = { backend: 'openai', model: 'large' } as const;
const free = { backend: 'anthropic', model: 'large' } as const;
const stories = plan([
  ...['a', 'b', 'c', 'd'].map((id) => brief(id, { route: limited })),
  ...['p', 'q', 'r'].map((id) => brief(id, { route: free })),
]);
const isLimited = ({ backend }: { backend: string }) => backend === 'openai';

test('in a storm of refusals a provider is asked by one story at a time, and the other provider goes on', async () => {
  let [out, mostOut, refusals, probes] = [0, 0, 0, 0];
  let stormy = true;
  const world = memoryWorld({
    brain: (asked) => {
      if (!isLimited(asked.route)) return { ...obedient(asked), ms: 5000 };
      return {
        ...obedient(asked),
        ms: 50,
        requests: 3,
        sent: () => {
          out++;
          // Those that were out when the first refusal came could not know.
          if (refusals >= 4) {
            probes++;
            mostOut = Math.max(mostOut, stormy ? out : 0);
          }
        },
        answered: () => out--,
        trouble: () => {
          if (!stormy) return undefined;
          refusals++;
          return { reason: 'too many requests', trouble: 'rate', retryAfterMs: 10_000 };
        },
      };
    },
  });
  const log: Entry[] = [];
  const bus = world.open(log);
  bus.publish('person', ...beginning(world, stories, { parallel: 8, localOnly: true }));
  await world.time.pass(() => false, 120_000);
  expect(refusals).toBeGreaterThan(5);
  expect(mostOut).toBe(1);
  expect(probes).toBeLessThanOrEqual(13); // one each time the provider was to be left alone for ten seconds
  expect(['p', 'q', 'r'].map((id) => storyOf(bus.view, id)?.outcome)).toEqual(Array(3).fill('integrated'));
  stormy = false;
  await settle(world, bus);
  expect(bus.view.ending.completed).toMatchObject({ outcome: 'done', integrated: 7 });
  expect(bus.view.brakes.breakers).toEqual([]);
});

test('no story begins on a provider that is left alone', async () => {
  const world = memoryWorld({
    brain: (asked) =>
      isLimited(asked.route) && world.time.now() < Date.parse('2026-01-01T00:01:00Z')
        ? { fails: { kind: 'provider', reason: 'overloaded', trouble: 'overloaded', retryAfterMs: 60_000 } }
        : obedient(asked),
  });
  const log: Entry[] = [];
  const bus = world.open(log);
  bus.publish('person', ...beginning(world, stories, { parallel: 1, localOnly: true }));
  await world.time.pass(() => bus.view.brakes.breakers.length > 0);
  await world.time.pass(() => false, 30_000);
  const begun = log.flatMap(({ event }) => (event.type === 'story.scheduled' ? [event.storyId] : []));
  expect(begun).toEqual(['a', 'p', 'q', 'r']);
  await settle(world, bus);
  expect(bus.view.ending.completed?.outcome).toBe('done');
});

test('a key that is refused waits for the person, whose resume lets the provider be asked again', async () => {
  let key = 'wrong';
  const world = memoryWorld({
    brain: (asked) =>
      isLimited(asked.route) && key === 'wrong'
        ? { fails: { kind: 'provider', reason: 'invalid key', trouble: 'auth' } }
        : obedient(asked),
  });
  const log: Entry[] = [];
  const bus = world.open(log);
  bus.publish('person', ...beginning(world, stories, { parallel: 2, localOnly: true }));
  await world.time.pass(() => false, 600_000);
  expect(bus.view.brakes.breakers).toMatchObject([{ provider: 'openai', until: undefined }]);
  expect(['p', 'q', 'r'].map((id) => storyOf(bus.view, id)?.outcome)).toEqual(Array(3).fill('integrated'));
  expect(runState(bus.view)).toBe('needs you');
  key = 'right';
  const answer = answerIntent(bus.view, { type: 'resume' });
  expect(answer).toMatchObject({ events: [{ type: 'breaker.closed', provider: 'openai' }] });
  if ('events' in answer) bus.publish('person', ...answer.events);
  await settle(world, bus);
  expect(bus.view.ending.completed?.outcome).toBe('done');
});

test('a provider that does not say for how long is left alone for a while', async () => {
  let refusals = 0;
  const world = memoryWorld({
    brain: (asked) => ({
      ...obedient(asked),
      trouble: () => (refusals++ < 2 ? { reason: 'overloaded', trouble: 'overloaded' } : undefined),
    }),
  });
  const log: Entry[] = [];
  const bus = world.open(log);
  bus.publish('person', ...beginning(world, plan([brief('a')]), { localOnly: true }));
  await settle(world, bus);
  expect(bus.view.ending.completed?.outcome).toBe('done');
});

const outcomes = (bus: Bus, ids: readonly string[]) => ids.map((id) => storyOf(bus.view, id)?.outcome);
const failuresIn = (log: readonly Entry[]) =>
  log.filter(({ event }) => event.type === 'attempt.failed' || event.type === 'plan.refused');

test('T033 without a network every provider is left alone, and the run goes on by itself when it is back', async () => {
  let online = true;
  const world = memoryWorld({
    brain: (asked) =>
      online
        ? { ...obedient(asked), ms: 1000 }
        : { fails: { kind: 'provider', reason: 'getaddrinfo ENOTFOUND', trouble: 'unreachable' } },
  });
  const log: Entry[] = [];
  const bus = world.open(log);
  bus.publish('person', ...beginning(world, stories, { parallel: 2, localOnly: true }));
  await world.time.pass(() => storyOf(bus.view, 'a')?.outcome === 'integrated');
  online = false;
  await world.time.pass(() => false, 3 * 3_600_000);
  expect(runState(bus.view)).toBe('running'); // nobody is needed
  expect(bus.view.ending.completed).toBeUndefined();
  online = true;
  await settle(world, bus);
  expect(bus.view.ending.completed).toMatchObject({ outcome: 'done', integrated: 7 });
  expect(failuresIn(log)).toEqual([]);
});

test('T034 a story whose quota is used up waits for the next, where it is', async () => {
  const reset = Date.parse('2026-01-01T05:00:00Z');
  const world = memoryWorld({
    brain: (asked) =>
      isLimited(asked.route) && asked.labels.phase === 'story' && world.time.now() < reset
        ? {
            fails: {
              kind: 'provider',
              reason: 'session limit, resets 5am',
              trouble: 'quota',
              retryAfterMs: reset - world.time.now(),
            },
          }
        : obedient(asked),
  });
  const log: Entry[] = [];
  const bus = world.open(log);
  bus.publish('person', ...beginning(world, stories, { parallel: 2, localOnly: true }));
  await world.time.pass(() => !bus.working, 6 * 3_600_000);
  expect(bus.view.ending.completed).toMatchObject({ outcome: 'done', integrated: 7 });
  expect(failuresIn(log)).toEqual([]);
  const asks = world.asked.filter(({ route, labels }) => isLimited(route) && labels.phase === 'story');
  expect(asks.length).toBeLessThanOrEqual(4 + 2); // the four stories, and those two that could not know
});

test('stories that wait for a provider take no slot from those of another', async () => {
  const world = memoryWorld({
    brain: (asked) => ({
      ...obedient(asked),
      trouble: () =>
        isLimited(asked.route) && world.time.now() < Date.parse('2026-01-01T02:00:00Z')
          ? { reason: 'too many requests', trouble: 'rate', retryAfterMs: 300_000 }
          : undefined,
    }),
  });
  const bus = world.open([]);
  bus.publish('person', ...beginning(world, stories, { parallel: 2, localOnly: true }));
  await world.time.pass(() => false, 3_600_000);
  expect(outcomes(bus, ['p', 'q', 'r'])).toEqual(Array(3).fill('integrated'));
  await world.time.pass(() => !bus.working, 2 * 3_600_000);
  expect(bus.view.ending.completed?.outcome).toBe('done');
});

test.each(['planner', 'critic', 'surgeon'] as const)(
  'T003 T005 nothing is lost when the provider of the %s refuses until a person has seen to it',
  async (phase) => {
    let refuses = true;
    const proposed = plan([brief('a')]);
    const world = memoryWorld({
      brain: (asked) => {
        if (asked.labels.phase === phase && refuses)
          return { fails: { kind: 'provider', reason: 'no credit', trouble: 'quota' } };
        if (asked.labels.phase === 'planner') return { answer: proposed };
        if (phase === 'surgeon' && asked.labels.storyId === 'a' && asked.labels.phase === 'story')
          return { fails: { kind: 'agent', reason: 'too hard' } };
        return asked.labels.phase === 'surgeon'
          ? { answer: { action: 'drop', reason: 'not needed', stories: [] } }
          : obedient(asked);
      },
    });
    const log: Entry[] = [];
    const bus = world.open(log);
    const given = phase === 'planner' ? undefined : plan([brief('a'), brief('b')]);
    bus.publish('person', ...beginning(world, given, { localOnly: true }));
    await world.time.pass(() => false, 600_000);
    expect(waitsForPerson(bus.view)).toBe('scripted does not answer: no credit');
    expect(runState(bus.view)).toBe('needs you');
    refuses = false;
    const answer = answerIntent(bus.view, { type: 'resume' });
    if ('events' in answer) bus.publish('person', ...answer.events);
    await world.time.pass(() => bus.view.phase.change !== undefined || !bus.working);
    const change = bus.view.phase.change;
    if (change) bus.publish('person', { type: 'plan.approved', version: change.version });
    await settle(world, bus);
    expect(bus.view.ending.completed?.integrated).toBe(phase === 'critic' ? 2 : 1);
    const lost = failuresIn(log).filter(({ event }) => !('reason' in event) || event.reason !== 'too hard');
    expect(lost).toEqual([]);
  },
);

test('T003 a person is needed only when nothing else goes on', async () => {
  let refuses = true;
  const world = memoryWorld({
    brain: (asked) =>
      isLimited(asked.route) && refuses
        ? { fails: { kind: 'provider', reason: 'no credit', trouble: 'quota' } }
        : { ...obedient(asked), ms: 10_000 },
  });
  const bus = world.open([]);
  bus.publish('person', ...beginning(world, stories, { parallel: 3, localOnly: true }));
  await world.time.pass(() => bus.view.brakes.breakers.length > 0);
  while (outcomes(bus, ['p', 'q', 'r']).includes('open')) {
    expect(waitsForPerson(bus.view)).toBeUndefined();
    await world.time.pass(() => false, 1000);
  }
  await world.time.pass(() => false, 60_000);
  expect(waitsForPerson(bus.view)).toBe('openai does not answer: no credit');
  refuses = false;
  const answer = answerIntent(bus.view, { type: 'resume' });
  if ('events' in answer) bus.publish('person', ...answer.events);
  await settle(world, bus);
  expect(bus.view.ending.completed?.outcome).toBe('done');
});

test('T004 a provider that stays overloaded fails what asks it in the end', async () => {
  const world = memoryWorld({
    brain: (asked) =>
      asked.labels.phase === 'story' && asked.labels.storyId === 'a'
        ? { fails: { kind: 'provider', reason: 'overloaded', trouble: 'overloaded' } }
        : obedient(asked),
  });
  const bus = world.open([]);
  bus.publish('person', ...beginning(world, plan([brief('a')]), { localOnly: true }));
  await settle(world, bus);
  expect(bus.view.ending.completed).toMatchObject({ outcome: 'failed', failed: 1 });
});

test('T007 that another model answers than was asked for is said once a route, whatever becomes of the process', async () => {
  const world = memoryWorld({
    brain: (asked) => ({
      ...obedient(asked),
      ...(asked.labels.phase === 'story' ? { requests: 3, insteadOf: 'large' } : {}),
    }),
  });
  const log: Entry[] = [];
  const bus = world.open(log);
  bus.publish('person', ...beginning(world, stories, { parallel: 2, localOnly: true }));
  await world.time.pass(() => storyOf(bus.view, 'a')?.outcome === 'integrated');
  await bus.close();
  const again = world.open(log);
  again.resume(viewOf(log));
  await settle(world, again);
  expect(again.view.ending.completed?.outcome).toBe('done');
  const said = log.flatMap(({ event }) => (event.type === 'model.substituted' ? [event] : []));
  expect(said).toEqual([
    { type: 'model.substituted', route: limited, model: 'model' },
    { type: 'model.substituted', route: free, model: 'model' },
  ]);
  expect(again.view.substitutes).toEqual([
    { route: limited, model: 'model' },
    { route: free, model: 'model' },
  ]);
});
