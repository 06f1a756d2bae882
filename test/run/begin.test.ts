import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readGoal, readPlan } from '../../src/run/begin.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

test('a goal is its text, without what editors put around it', () => {
  expect(readGoal('\ufeff  Add a thing\r\nand another\r\n')).toEqual({ goal: 'Add a thing\nand another' });
});

test.each(['', ' \n\t', '\ufeff'])('a goal that says nothing is refused: %j', (text) => {
  expect(readGoal(text)).toEqual({ problem: expect.stringMatching(/^The goal is empty/) });
});

test.each(['a\u0000b', 'a\u001b[31m', 'a\u009b31m', '\ufffd\ufffd'])(
  'a goal that is no text is refused: %j',
  (text) => {
    expect(readGoal(text)).toEqual({ problem: expect.stringMatching(/control characters or is not text/) });
  },
);

test('a goal may be 200 kB long, counted in bytes', () => {
  expect(readGoal('ä'.repeat(100_000))).toHaveProperty('goal');
  expect(readGoal('ä'.repeat(100_001))).toEqual({ problem: expect.stringContaining('200002 bytes') });
});

test('a plan file may begin with a byte order mark', async () => {
  const file = join(temporaryFolder(), 'plan.json');
  writeFileSync(file, `\ufeff${JSON.stringify({ stories: [{ id: 'a', acceptance: ['it is there'] }] })}`);
  expect(await readPlan(file)).toMatchObject({ plan: { stories: [{ id: 'a' }] } });
});
