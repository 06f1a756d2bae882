import { expect, test } from 'vitest';
import { answerIntent } from '../../../src/model/answer-intent.ts';
import type { Entry } from '../../../src/model/events.ts';
import { runState } from '../../../src/model/run-state.ts';
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
  expect(['p', 'q', 'r'].map((id) => bus.view.stories[id]?.outcome)).toEqual(Array(3).fill('integrated'));
  stormy = false;
  await settle(world, bus);
  expect(bus.view.ending.completed).toMatchObject({ outcome: 'done', integrated: 7 });
  expect(bus.view.gate.breakers).toEqual([]);
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
  await world.time.pass(() => bus.view.gate.breakers.length > 0);
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
  expect(bus.view.gate.breakers).toMatchObject([{ provider: 'openai', until: undefined }]);
  expect(['p', 'q', 'r'].map((id) => bus.view.stories[id]?.outcome)).toEqual(Array(3).fill('integrated'));
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
