import { expect, test } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { marksOf, removedSince } from '../../webview/plan/differences.ts';
import { addStory, changeStory, connect, cut, removeStory, splitStory } from '../../webview/plan/edits.ts';
import { brief, planOf } from './harness/story-teller.ts';

const edges = ({ stories }: Plan) =>
  stories.flatMap(({ id, dependsOn }) => dependsOn.map((one) => `${one}→${id}`));
const chain = planOf(brief('a', 'A'), brief('b', 'B', ['a']), brief('c', 'C', ['b']));

test('a story that is taken out hands its dependencies to what depended on it', () => {
  const next = removeStory(chain, 'b');
  expect(edges(next)).toEqual(['a→c']);
  expect(next.requirements[0]?.stories).toEqual(['a', 'c']);
});

test('a split story shares its criteria, and its second part comes before what followed', () => {
  const { plan: next, id } = splitStory(chain, 'b');
  expect(edges(next)).toEqual(['a→b', `b→${id}`, `${id}→c`]);
  const [first, second] = next.stories.filter((story) => story.id === 'b' || story.id === id);
  expect([...(first?.acceptance ?? []), ...(second?.acceptance ?? [])]).toEqual(chain.stories[1]?.acceptance);
  expect(next.requirements[0]?.stories).toContain(id);
});

test('a new story gets an id that is free', () => {
  const once = addStory(chain);
  const twice = addStory(once.plan);
  expect(new Set(twice.plan.stories.map(({ id }) => id)).size).toBe(5);
});

test('an edge is drawn once and cut', () => {
  const drawn = connect(connect(chain, 'a', 'c'), 'a', 'c');
  expect(edges(drawn)).toEqual(['a→b', 'b→c', 'a→c']);
  expect(edges(cut(drawn, 'b', 'c'))).toEqual(['a→b', 'a→c']);
});

test('what is new, changed and gone since a version is known', () => {
  const next = addStory(removeStory(changeStory(chain, 'a', { tier: 'heavy' }), 'c')).plan;
  expect([...marksOf(next.stories, chain.stories).values()]).toEqual(['changed', 'new']);
  expect(removedSince(next.stories, chain.stories).map(({ id }) => id)).toEqual(['c']);
});
