import { describe, expect, test } from 'vitest';
import { findCycle } from '../../src/model/graph.ts';
import type { Plan, StoryBrief } from '../../src/model/plan.ts';
import { addStory, changeStory, connect, cut, removeStory, splitStory } from '../../webview/plan/edits.ts';
import { rebase } from '../../webview/plan/rebase.ts';
import { rebaseNotice } from '../../webview/plan/rebase-notice.ts';
import { brief, planOf } from './harness/story-teller.ts';

const before = planOf(brief('a', 'A'), brief('b', 'B', ['a']), brief('c', 'C', ['b']));
/** The Surgeon parts b in two, and c follows the second. */
const split = planOf(
  brief('a', 'A'),
  brief('c', 'C', ['b-2']),
  brief('b-1', 'B, first', ['a']),
  brief('b-2', 'B, second', ['b-1']),
);
const onto = (now: Plan, mine: Plan, ...settled: string[]) => {
  const rebased = rebase(mine, before, now, (id) => settled.includes(id));
  expect(findCycle(rebased.plan.stories)).toBeUndefined();
  const ids = rebased.plan.stories.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(
    rebased.plan.stories.flatMap(({ dependsOn }) => dependsOn).filter((id) => !ids.includes(id)),
  ).toEqual([]);
  return rebased;
};
const edges = ({ stories }: Plan) =>
  stories.flatMap(({ id, dependsOn }) => dependsOn.map((one) => `${one}→${id}`)).toSorted();
const story = ({ stories }: Plan, id: string) => stories.find((one) => one.id === id);
const titles = (stories: readonly StoryBrief[]) => stories.map(({ title }) => title);

describe('changes of one version of a plan on top of a later one', () => {
  test('are nothing where nothing was changed', () => {
    expect(onto(split, before).plan).toEqual(split);
  });

  test('stay with their stories, and the rest is the later version', () => {
    const { plan, lost, both } = onto(split, changeStory(before, 'c', { description: 'mine' }));
    expect(plan).toEqual(changeStory(split, 'c', { description: 'mine' }));
    expect([lost, both]).toEqual([[], []]);
  });

  test('are left out with a story that is gone, which is named', () => {
    const mine = changeStory(changeStory(before, 'b', { title: 'B!' }), 'a', { tier: 'heavy' });
    const { plan, lost } = onto(split, mine);
    expect(titles(lost)).toEqual(['B!']);
    expect(plan).toEqual(changeStory(split, 'a', { tier: 'heavy' }));
  });

  test('are left out of a story that is integrated, which is named, too', () => {
    const mine = removeStory(changeStory(before, 'a', { title: 'A!' }), 'c');
    const { plan, lost } = onto(split, mine, 'a', 'c');
    expect(plan).toEqual(split);
    expect(titles(lost)).toEqual(['A!', 'C']);
  });

  test('join those of the others in one story field by field; where both changed the same, mine hold', () => {
    const theirs = changeStory(before, 'c', { description: 'theirs', verify: ['theirs'] });
    const apart = onto(theirs, changeStory(before, 'c', { title: 'mine' }));
    expect(story(apart.plan, 'c')).toMatchObject({
      title: 'mine',
      description: 'theirs',
      verify: ['theirs'],
    });
    expect(apart.both).toEqual([]);
    const same = onto(theirs, changeStory(before, 'c', { description: 'mine' }));
    expect(story(same.plan, 'c')).toMatchObject({ description: 'mine', verify: ['theirs'] });
    expect(titles(same.both)).toEqual(['C']);
    expect(onto(theirs, theirs).both).toEqual([]);
  });

  test('join the edges that both drew and cut', () => {
    const mine = connect(cut(before, 'b', 'c'), 'a', 'c');
    const theirs = connect(before, 'a', 'c');
    expect(edges(onto(theirs, mine).plan)).toEqual(['a→b', 'a→c']);
    const wired = planOf(...before.stories, brief('d', 'D'));
    expect(edges(onto(connect(wired, 'd', 'c'), cut(before, 'b', 'c')).plan)).toEqual(['a→b', 'd→c']);
  });

  test('draw no edge that would close a cycle now, and name it', () => {
    const parted = planOf(brief('a', 'A'), brief('b', 'B', ['c']), brief('c', 'C', ['a']));
    const mine = connect(cut(cut(before, 'a', 'b'), 'b', 'c'), 'b', 'a');
    const { plan: next, refused } = onto(parted, mine);
    expect(edges(next)).toEqual(['a→c', 'c→b']);
    expect(refused).toEqual([['B', 'A']]);
  });

  test('take out what was taken out, also from below a story that the others added', () => {
    const theirs = planOf(...before.stories, brief('d', 'D', ['b']));
    const { plan: next } = onto(theirs, removeStory(before, 'b'));
    expect(edges(next)).toEqual(['a→c', 'a→d']);
    expect(next.requirements[0]?.stories).toEqual(['a', 'c', 'd']);
  });

  test('build an added story on what came in the place of one that is gone', () => {
    const { plan: mine, id } = addStory(before);
    const { plan: next } = onto(split, connect(mine, 'b', id));
    expect(edges(next)).toEqual(expect.arrayContaining([`b-1→${id}`, `b-2→${id}`]));
    const dropped = planOf(brief('a', 'A'), brief('c', 'C', ['a']));
    expect(edges(onto(dropped, connect(mine, 'b', id)).plan)).toEqual(['a→c', `a→${id}`]);
  });

  test('give an added story another id where the others have added one of that id', () => {
    const { plan: mine, id } = splitStory(before, 'b');
    expect(id).toBe('b-2');
    const { plan: next, renamed, lost } = onto(split, mine);
    const own = renamed.get('b-2') ?? '';
    expect(story(next, own)?.title).toBe('B, second part');
    expect(story(next, 'b-2')?.title).toBe('B, second');
    expect(edges(next)).toEqual(expect.arrayContaining([`${own}→c`, `b-2→${own}`]));
    expect(next.requirements[0]?.stories).toContain(own);
    expect(titles(lost)).toEqual(['B']);
  });

  test('are there once where the later version holds them already', () => {
    const { plan: mine } = splitStory(before, 'b');
    const theirs = changeStory(mine, 'a', { description: 'theirs' });
    expect(onto(theirs, mine).plan).toEqual(theirs);
  });
});

test('a person is told what became of their changes', () => {
  const none = { lost: [], both: [], refused: [] };
  expect(rebaseNotice(none, true)).toBe('The plan has a new version; your changes are kept on top of it.');
  expect(rebaseNotice(none, false)).toBe('The plan has a new version with your changes in it.');
  const all = {
    lost: before.stories.slice(0, 2),
    both: before.stories.slice(2),
    refused: [['B', 'A']] as const,
  };
  expect(rebaseNotice(all, false)).toBe(
    'The plan has a new version, and none of your changes are left. What you changed of “A”, “B” is left out: it is no longer in the plan, or integrated already. The new version changes “C” too; yours holds where both do. “A” does not build on “B” now: that would close a cycle.',
  );
});
