import { expect, test } from 'vitest';
import type { Entry } from '../../../src/model/events.ts';
import { viewOf } from '../../../src/model/folding.ts';
import { storyOf } from '../../../src/model/questions.ts';
import { ask, begin } from '../../support/asking.ts';
import { beginning, lines, memoryWorld, play, settle } from '../../support/memory-world.ts';
import { brief, plan } from '../../support/scenario.ts';
import { type Brain, obedient, verdict } from '../../support/thinking-as.ts';

const withLine = (text: string, number: number) =>
  text.includes(`${number}\n`) ? text : `${text}${number}\n`;

/** Adds a line a try, to what it finds. */
const aLineATry: Brain = (asked) => {
  const { labels, tree } = asked;
  return labels.phase === 'story'
    ? { edits: { 'a.txt': withLine(tree['a.txt'] ?? '', labels.attempt ?? 0) }, summary: 'one line more' }
    : obedient(asked);
};

test('a story keeps going on the same worktree until its commands are green, and lands as one commit', async () => {
  const world = memoryWorld({
    brain: aLineATry,
    proof: (command, tree) =>
      command !== 'check a' || tree['a.txt'] === '1\n2\n3\n4\n5\n' ? true : 'it needs five lines',
  });
  const { bus, log } = await play(world, plan([brief('a', { persist: {} })]));
  const { completed } = bus.view.ending;
  expect(completed?.outcome).toBe('done');
  expect(storyOf(bus.view, 'a')?.attempts.map(({ state, worktree }) => `${state} ${worktree}`)).toEqual([
    ...Array(4).fill('failed a.1'),
    'integrated a.1',
  ]);
  expect(log.filter(({ event }) => event.type === 'story.integrated')).toHaveLength(1);
  expect(log.flatMap(({ event }) => (event.type === 'worktree.removed' ? [event.worktree] : []))).toEqual([
    'baseline',
    'a.1',
    'integration',
  ]);
});

test('a fresh context is told what was red, and that the worktree holds what there is', async () => {
  const world = memoryWorld({
    brain: aLineATry,
    proof: (command, tree) => command !== 'check a' || tree['a.txt'] === '1\n2\n' || 'two lines are wanted',
  });
  await play(world, plan([brief('a', { persist: {} })]));
  const second = world.asked.find(({ labels }) => labels.phase === 'story' && labels.attempt === 2);
  expect(second?.prompt.task).toContain('two lines are wanted');
  expect(second?.prompt.task).toContain('Your worktree holds what it left');
  expect(second?.prompt.task).not.toContain('```diff');
});

test('what befalls a round takes nothing away of what the rounds before it made', async () => {
  const world = memoryWorld({
    brain: (asked) =>
      asked.labels.phase === 'story' && asked.labels.attempt === 3
        ? { fails: { kind: 'provider', reason: 'the conversation no longer fits into the model' } }
        : aLineATry(asked),
    proof: (command, tree) =>
      command !== 'check a' || tree['a.txt'] === '1\n2\n4\n' || 'three lines are wanted',
  });
  const { bus } = await play(world, plan([brief('a', { persist: {} })]));
  expect(storyOf(bus.view, 'a')?.attempts.map(({ state, worktree }) => `${state} ${worktree}`)).toEqual([
    ...Array(3).fill('failed a.1'),
    'integrated a.1',
  ]);
});

const again = { action: 'retry', reason: 'again', stories: [brief('a', { description: 'Do a well.' })] };

test('the Surgeon does not go past the bound that a story has of its own', async () => {
  const world = memoryWorld({
    brain: (asked) =>
      asked.labels.phase === 'surgeon' ? { answer: again } : { ...aLineATry(asked), usd: 0.3 },
    proof: (command) => command !== 'check a' || 'red',
  });
  const { bus } = await play(world, plan([brief('a', { persist: { usd: 1 } })]));
  expect(storyOf(bus.view, 'a')).toMatchObject({
    outcome: 'failed',
    reason: expect.stringContaining('$1 are used up'),
  });
  expect(storyOf(bus.view, 'a')?.attempts).toHaveLength(4);
});

test('what a person added to a story outlives a change of it by the Surgeon', async () => {
  const world = memoryWorld({
    brain: (asked) => {
      const { phase, attempt = 0 } = asked.labels;
      if (phase === 'surgeon') return { answer: again };
      return phase === 'critic' && attempt > 0 && attempt < 3
        ? { answer: verdict(asked.prompt.task, false) }
        : obedient(asked);
    },
  });
  const { bus } = begin(world, plan([brief('a')]), { attempts: 1 });
  await world.time.pass(() => bus.view.phase.approved > 0);
  expect(ask(bus, { type: 'rerun', storyId: 'a', note: 'mind the gap', persist: {} })).toBe('ok');
  await settle(world, bus);
  const reruns = world.asked.filter(({ labels }) => labels.phase === 'story' && labels.attempt !== 1);
  const tasks = reruns.map(({ prompt }) => prompt.task);
  expect(tasks.length).toBeGreaterThan(1);
  expect(tasks.filter((task) => !task.includes('mind the gap'))).toEqual([]);
});

test('killed after any entry, it keeps going where it was', { timeout: 60_000 }, async () => {
  const given = plan([brief('a', { persist: {} })]);
  const settings = {
    brain: aLineATry,
    proof: (command: string, tree: Readonly<Record<string, string>>) =>
      command !== 'check a' || tree['a.txt'] === '1\n2\n3\n' || 'it needs three lines',
  };
  const whole = await play(memoryWorld(settings), given);
  for (let kept = 1; kept <= whole.log.length; kept++) {
    const world = memoryWorld(settings);
    const log: Entry[] = [];
    const first = world.open(log, { killedAfter: kept });
    try {
      first.publish('person', ...beginning(world, given));
    } catch {
      // killed at once
    }
    await world.time.pass(() => !first.working);
    const second = world.open(log);
    second.resume(viewOf(log));
    if (!second.view.phase.proposed) second.publish('person', ...beginning(world, given).slice(1));
    await settle(world, second);
    expect(storyOf(second.view, 'a')?.attempts.length, lines(log).join('\n')).toBe(3);
    expect(world.repository.treeOf(world.repository.branches.get('baro/a-goal-1') ?? '')['a.txt']).toBe(
      '1\n2\n3\n',
    );
    expect(world.repository.existing()).toEqual([]);
  }
});
