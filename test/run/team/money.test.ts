import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Bus } from '../../../src/engine/bus.ts';
import { answerIntent } from '../../../src/model/answer-intent.ts';
import type { Entry } from '../../../src/model/events.ts';
import type { Intent } from '../../../src/model/intents.ts';
import { chargeable, costOf } from '../../../src/model/money.ts';
import { storyOf } from '../../../src/model/questions.ts';
import { waitsForPerson } from '../../../src/model/run-state.ts';
import { ask, begin, types } from '../../support/asking.ts';
import { beginning, memoryWorld, play, settle } from '../../support/memory-world.ts';
import { shaped } from '../../support/scenario.ts';
import { obedient } from '../../support/thinking-as.ts';

const spentIn = (bus: Bus) => chargeable(costOf(bus.view));

const prices = fc.record({
  budget: fc.double({ min: 0.05, max: 5, noNaN: true }),
  reserve: fc.double({ min: 0.01, max: 2, noNaN: true }),
  parallel: fc.integer({ min: 1, max: 5 }),
  calls: fc.array(
    fc.record({ usd: fc.double({ min: 0, max: 1.5, noNaN: true }), ms: fc.integer({ min: 1, max: 400 }) }),
    {
      minLength: 5,
      maxLength: 20,
    },
  ),
  requests: fc.integer({ min: 1, max: 6 }),
});

test('whatever requests cost and however long they take, no more is spent than the budget and the calls in flight', async () => {
  await fc.assert(
    fc.asyncProperty(prices, async ({ budget, reserve, parallel, calls, requests }) => {
      let asked = 0;
      let bus: Bus | undefined;
      const inFlight = new Set<number>();
      let most = 0;
      const world = memoryWorld({
        brain: (question) => {
          const call = asked++;
          const { usd, ms } = calls[call % calls.length] ?? { usd: 0, ms: 1 };
          return {
            ...obedient(question),
            ...{ usd, ms, requests: question.labels.phase === 'story' ? requests : 1 },
            sent: () => {
              // nothing new is asked once it is reached
              if (bus) expect(spentIn(bus)).toBeLessThan(bus.view.brakes.budgetUsd ?? 0);
              inFlight.add(call);
              most = Math.max(
                most,
                [...inFlight].reduce((sum, one) => sum + (calls[one % calls.length]?.usd ?? 0), 0),
              );
            },
            answered: () => inFlight.delete(call),
          };
        },
        reserve: () => reserve,
      });
      const log: Entry[] = [];
      bus = world.open(log);
      bus.publish(
        'person',
        ...beginning(world, shaped({ a: [], b: [], c: [], d: ['a', 'b'] }), { parallel, budgetUsd: budget }),
      );
      await settle(world, bus);
      expect(spentIn(bus)).toBeLessThanOrEqual(budget + most + 1e-9);
      const over = bus.view.brakes.budget !== undefined;
      expect(over || bus.view.ending.completed !== undefined, 'it is either paused for money or over').toBe(
        true,
      );
      for (let raised = 1; bus.view.brakes.budget && raised < 200; raised++) {
        const answer = answerIntent(bus.view, { type: 'raise-budget', usd: budget + raised * 5 });
        if ('events' in answer) bus.publish('person', ...answer.events);
        await settle(world, bus);
      }
      expect(bus.view.ending.completed?.outcome).toBe('done');
    }),
    { numRuns: 200, seed: 7 },
  );
}, 120_000);

test('an agent that used up what was held back for it does not starve its Critic', async () => {
  const world = memoryWorld({
    brain: (asked) => ({ ...obedient(asked), usd: asked.labels.phase === 'story' ? 1.2 : 0.1 }),
    reserve: () => 1,
  });
  const { bus, log } = await play(world, shaped({ a: [] }), { budgetUsd: 10 });
  expect(bus.view.ending.completed?.outcome).toBe('done');
  expect(log.some(({ event }) => event.type === 'reservation.extended')).toBe(true);
});

test('who needs more than was held back waits for what the others leave, and the run is not out of budget', async () => {
  const world = memoryWorld({
    brain: (asked) => {
      const { phase, storyId } = asked.labels;
      const needsMuch = phase === 'story' && storyId === 'a';
      return {
        ...obedient(asked),
        usd: needsMuch ? 1 : 0.1,
        requests: needsMuch ? 6 : 1,
        ms: needsMuch ? 10 : 5000,
      };
    },
    reserve: () => 3,
  });
  const { bus, log } = await play(world, shaped({ a: [], b: [], c: [] }), { budgetUsd: 10, parallel: 3 });
  expect(log.filter(({ event }) => event.type === 'budget.reached')).toEqual([]);
  expect(bus.view.ending.completed?.outcome).toBe('done');
});

test.each([
  ['what was held back for a change that now waits for a person pays for the next story', 0.1, 'integrated'],
  ['a run that has no money for its next story says so, though a change waits for a person', 1.9, 'open'],
])('%s', async (_, usd, outcome) => {
  const world = memoryWorld({
    brain: (asked) => ({ ...obedient(asked), usd: asked.labels.phase === 'story' ? usd : 0 }),
    reserve: () => 1.95,
    gates: (paths) => (paths.includes('a.txt') ? ['look at it'] : []),
  });
  const { bus } = await play(world, shaped({ a: [], b: [] }), { budgetUsd: 2, parallel: 1 });
  expect(storyOf(bus.view, 'a')?.attempts[0]?.state).toBe('judged');
  expect(storyOf(bus.view, 'b')?.outcome).toBe(outcome);
  expect(waitsForPerson(bus.view)).toBe(
    outcome === 'open' ? 'the budget is used up' : 'the change of “Story a” waits for a decision',
  );
});

test.each(['bounded', 'unbounded'] as const)(
  'T023 requests whose usage nobody states count at their most: %s',
  async (unstated) => {
    const world = memoryWorld({
      brain: (asked) => ({ ...obedient(asked), ...(asked.labels.phase === 'story' ? { unstated } : {}) }),
      priceOf: () => null, // so that each counts as a dollar
      reserve: () => 1,
    });
    const log: Entry[] = [];
    const bus = world.open(log);
    const stories = shaped({ a: [], b: [], c: [], d: [], e: [] });
    bus.publish('person', ...beginning(world, stories, { parallel: 1, budgetUsd: 3 }));
    await settle(world, bus);
    expect(bus.view.brakes.budget).toMatchObject({ kind: 'usd', limit: 3 });
    expect(spentIn(bus)).toBe(3);
    const answer = answerIntent(bus.view, { type: 'raise-budget', usd: 50 });
    if ('events' in answer) bus.publish('person', ...answer.events);
    await settle(world, bus);
    expect(bus.view.ending.completed?.outcome).toBe('done');
    expect(costOf(bus.view)).toMatchObject({ unknown: 5, atMostUsd: 5 });
  },
);

test('what a subscription covers takes nothing from the budget, whether its price is known or not', async () => {
  const world = memoryWorld({
    brain: (asked) => ({ ...obedient(asked), unstated: 'bounded', billing: 'subscription' }),
    priceOf: () => null,
    reserve: () => 0.1,
  });
  const { bus } = await play(world, shaped({ a: [], b: [], c: [] }), { budgetUsd: 1 });
  expect(bus.view.ending.completed?.outcome).toBe('done');
  expect(spentIn(bus)).toBe(0);
});

test('a run whose models cost nothing needs no budget', async () => {
  const { bus } = await play(memoryWorld({ brain: obedient }), shaped({ a: [], b: ['a'] }), { budgetUsd: 0 });
  expect(bus.view.ending.completed?.outcome).toBe('done');
});

test('the time limit pauses the run, and more time lets it go on', async () => {
  const world = memoryWorld({ brain: (asked) => ({ ...obedient(asked), ms: 50_000 }) });
  const log: Entry[] = [];
  const bus = world.open(log);
  bus.publish('person', ...beginning(world, shaped({ a: [], b: ['a'] }), { timeoutMinutes: 1 }));
  await world.time.pass(() => bus.view.brakes.budget !== undefined);
  expect(bus.view.brakes.budget).toMatchObject({ kind: 'minutes', limit: 1 });
  bus.publish('person', { type: 'budget.raised', minutes: 60 });
  await settle(world, bus);
  expect(bus.view.ending.completed?.outcome).toBe('done');
});

test.each<[string, Intent | undefined, Intent]>([
  ['over', undefined, { type: 'rerun', storyId: 'a' }],
  ['stopped', { type: 'stop' }, { type: 'resume' }],
])('the time limit does not count the time in which a run was %s', async (_, end, again) => {
  const world = memoryWorld({ brain: (asked) => ({ ...obedient(asked), ms: 1000 }) });
  const { bus, log } = begin(world, shaped({ a: [] }), { timeoutMinutes: 60 });
  await world.time.pass(() => bus.view.live.some(({ state }) => state === 'prepared'));
  if (end) expect(ask(bus, end)).toBe('ok');
  await settle(world, bus);
  await world.time.pass(() => false, 24 * 3_600_000);
  expect(ask(bus, again)).toBe('ok');
  await settle(world, bus);
  expect(types(log)).not.toContain('budget.reached');
  expect(bus.view.ending.completed?.outcome).toBe('done');
});
