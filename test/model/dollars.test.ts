import { expect, test } from 'vitest';
import { dollars } from '../../src/model/money.ts';

test.each([
  ['5', 5],
  ['$2.50', 2.5],
  ['.5', 0.5],
  ['0', 0],
])('%j is a sum', (text, sum) => {
  expect(dollars(text)).toBe(sum);
});

// None of these may pass for "no limit".
test.each(['', '$', '.', '$.', '5,50', '1e9', '-1', 'five', 'Infinity'])('%j is none', (text) => {
  expect(dollars(text)).toBeUndefined();
});
