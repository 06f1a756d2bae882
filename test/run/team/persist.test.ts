import { expect, test } from 'vitest';
import type { Entry } from '../../../src/model/events.ts';
import { viewOf } from '../../../src/model/folding.ts';
import { storyOf } from '../../../src/model/questions.ts';
import { beginning, lines, memoryWorld, play, settle } from '../../support/memory-world.ts';
import { brief, plan } from '../../support/scenario.ts';
import { type Brain, obedient } from '../../support/thinking-as.ts';

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
