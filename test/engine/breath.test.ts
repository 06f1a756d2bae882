import { expect, test } from 'vitest';
import { breathing } from '../../src/engine/breath.ts';

test('work that waits for nothing lets others have their turns', async () => {
  const breath = breathing();
  let others = 0;
  const other = setInterval(() => others++, 1);
  const end = performance.now() + 100;
  while (performance.now() < end) await breath();
  clearInterval(other);
  expect(others).toBeGreaterThan(2);
});

test('all who are due for a breath take the same', async () => {
  const breath = breathing();
  const turn = breath();
  expect(turn).toBeDefined();
  expect(breath()).toBe(turn);
  await turn;
  expect(breath()).toBeUndefined();
});
