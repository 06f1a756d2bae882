import { expect, test } from 'vitest';
import type { Bus } from '../../../src/engine/bus.ts';
import type { Intent } from '../../../src/model/intents.ts';
import { storiesOf, storyOf } from '../../../src/model/questions.ts';
import { ask, begin, types } from '../../support/asking.ts';
import { memoryWorld, settle } from '../../support/memory-world.ts';
import { brief, options, plan, shaped } from '../../support/scenario.ts';
import { type Brain, obedient } from '../../support/thinking-as.ts';

/* Plans that change while they are worked on: by the Surgeon, by a person, and by both. */

const outcomes = (bus: Bus) => storiesOf(bus.view).map(({ id, outcome }) => `${id} ${outcome}`);

/** Everybody obeys, but for the Surgeon, who answers by story. */
const operating =
  (answers: Readonly<Record<string, object>>): Brain =>
  (asked) =>
    asked.labels.phase === 'surgeon'
      ? { answer: answers[asked.labels.storyId ?? ''] }
      : { ...obedient(asked), ms: 1000 };

test('why a story left the plan stays what it was, whatever is changed later', async () => {
  const world = memoryWorld({
    brain: operating({
      x: { action: 'split', reason: 'too much', stories: [brief('x1', { touches: brief('x').touches })] },
      y: { action: 'retry', reason: 'be careful', stories: [brief('y', { description: 'Do y well.' })] },
    }),
    proof: (command, tree) =>
      command === 'check x' || (command === 'check y' && tree['y.txt'] === 'y.1') ? 'red' : true,
  });
  const given = { ...shaped({ x: [], y: [] }), decisions: ['one way'] };
  const { bus } = begin(world, given, { attempts: 1, parallel: 1 });
  await settle(world, bus);
  const surgeons = world.asked.filter(({ labels }) => labels.phase === 'surgeon');
  expect(surgeons.every(({ prompt }) => prompt.shared.includes('one way'))).toBe(true);
  expect(storyOf(bus.view, 'x')).toMatchObject({ outcome: 'dropped', reason: 'replaced by x1' });
  expect(bus.view.ending.completed?.outcome).toBe('done');
});

test('a story that a person takes out of a running plan is not missed, and can be put back', async () => {
  const world = memoryWorld({ brain: operating({}) });
  const { bus } = begin(world, shaped({ a: [], b: [], c: [] }), { parallel: 1 });
  const edit = (version: number, ...ids: string[]) =>
    ask(bus, { type: 'edit', version, plan: plan(ids.map((id) => brief(id))) });
  await world.time.pass(() => bus.view.live.length > 0);
  expect(edit(1, 'a')).toBe('ok');
  expect(outcomes(bus)).toEqual(['a open', 'b dropped', 'c dropped']);
  expect(edit(2, 'a', 'b')).toBe('ok');
  await settle(world, bus);
  expect(outcomes(bus)).toEqual(['a integrated', 'b integrated', 'c dropped']);
  expect(bus.view.ending.completed).toMatchObject({ outcome: 'done', integrated: 2, failed: 0 });
  expect([...world.forge.pulls.values()]).toMatchObject([{ draft: false }]);
});

test.each<[string, Intent]>([
  ['rerun', { type: 'rerun', storyId: 'd' }],
  ['race', { type: 'race', storyId: 'd', routes: [{ backend: 'scripted', model: 'other' }] }],
])('a %s of a story whose replan waits for an answer calls the replan off', async (_, again) => {
  let red = true;
  const world = memoryWorld({
    brain: operating({
      d: { action: 'split', reason: 'too much', stories: [brief('d2', { touches: ['elsewhere/**'] })] },
    }),
    proof: (command) => (command === 'check d' && red ? 'red' : true),
  });
  const { log, bus } = begin(world, shaped({ d: [], e: [] }), { attempts: 1 });
  await world.time.pass(() => bus.view.phase.change !== undefined);
  red = false;
  expect(ask(bus, again)).toBe('ok');
  expect(ask(bus, { type: 'reject', version: 2 })).not.toBe('ok');
  await settle(world, bus);
  expect(outcomes(bus)).toEqual(['d integrated', 'e integrated']);
  expect(types(log)).not.toContain('plan.rejected');
  expect(bus.view.ending.completed?.outcome).toBe('done');
});

test('a run that was paused as it ended goes on when a story of it is run again', async () => {
  const world = memoryWorld({ brain: operating({}) });
  const { bus } = begin(world, shaped({ a: [] }));
  await world.time.pass(() => bus.view.live.some(({ state }) => state === 'judged'));
  expect(ask(bus, { type: 'pause' })).toBe('ok');
  await settle(world, bus);
  expect(bus.view.ending.completed?.outcome).toBe('done');
  expect(ask(bus, { type: 'rerun', storyId: 'a' })).toBe('ok');
  await settle(world, bus);
  expect(storyOf(bus.view, 'a')?.attempts.map(({ state }) => state)).toEqual(['integrated', 'integrated']);
});

test('the winner of a race that turns the whole run red is worked on once more', async () => {
  const world = memoryWorld({
    brain: (asked) => ({ ...obedient(asked), ms: asked.route.model === 'fast' ? 10 : 5000 }),
    proof: (command, tree) => (command === 'test all' && tree['a.txt'] ? 'a broke it' : true),
  });
  const { log, bus } = begin(world, shaped({ a: ['b'], b: [] }), { parallel: 3 });
  await world.time.pass(() => bus.view.phase.approved > 0);
  const routes = ['fast', 'slow'].map((model) => ({ backend: 'scripted' as const, model }));
  expect(ask(bus, { type: 'race', storyId: 'a', routes })).toBe('ok');
  await settle(world, bus);
  expect(types(log).filter((type) => type === 'rerun.requested')).toHaveLength(1);
});

test('a story whose conversation outgrows its model is given a stronger one, and at last to the Surgeon', async () => {
  const large = { backend: 'anthropic', model: 'large' } as const;
  const outgrown = {
    kind: 'provider',
    reason: 'it no longer fits into the model',
    trouble: 'context',
  } as const;
  const tried = async (fits: boolean) => {
    const world = memoryWorld({
      brain: (asked) =>
        asked.labels.phase === 'story' && !(fits && asked.route.backend === 'anthropic')
          ? { fails: outgrown }
          : obedient(asked),
    });
    const { bus } = begin(world, shaped({ a: [] }), { routes: { ...options().routes, ladder: [large] } });
    await settle(world, bus);
    return { bus, asked: world.asked.map(({ labels, route }) => `${labels.phase} ${route.backend}`) };
  };
  const fits = await tried(true);
  expect(fits.bus.view.ending.completed?.outcome).toBe('done');
  expect(fits.asked).toEqual(['story scripted', 'story scripted', 'story anthropic', 'critic scripted']);
  expect((await tried(false)).asked).toContain('surgeon scripted');
});
