import { expect, it } from 'vitest';
import { coalesced, idsOf } from '../../../src/adapters/backends/labels.ts';

it('facts of different questions have different ids, and so have two that a server calls the same', () => {
  const [one, two] = [1, 2].map((attempt) => idsOf({ run: 'r', phase: 'story', storyId: 'a', attempt }));
  expect([one?.('x'), one?.('x'), two?.('x')]).toEqual(['story.a.1:x', 'story.a.1:x#2', 'story.a.2:x']);
});

it('a flood is passed on in few pieces, and cut', () => {
  let now = 0;
  const passed: string[] = [];
  const { add, flush } = coalesced(
    (text) => passed.push(text),
    () => now,
  );
  for (let at = 0; at < 50_000; at++) {
    add(`line ${at}\n`);
    now += 0.01;
  }
  flush();
  expect(passed[0]).toBe('line 0\n');
  expect(passed.length).toBeLessThan(20);
  expect(Math.max(...passed.map(({ length }) => length))).toBeLessThan(9000);
  expect(passed.at(-1)).toContain('line 49999');
  expect(passed.join('')).toContain('characters left out');
});
