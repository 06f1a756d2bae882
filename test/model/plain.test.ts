import { expect, test } from 'vitest';
import { printable } from '../../src/cli/printable.ts';
import { plain } from '../../src/model/plain.ts';
import { STEERING, STEERS } from '../support/steering.ts';

test.each(STEERING)('%j moves nothing, hides nothing and turns nothing around', (sequence) => {
  for (const shown of [plain(`a${sequence}b`), printable(`a${sequence}b`)]) {
    expect(shown).not.toMatch(STEERS);
    expect(shown).toMatch(/^a/);
  }
});

test('tabs, line breaks and letters of every script stay', () => {
  const text = 'tab\tand\nline, Größe, 日本語, 🙂, שלום';
  expect(plain(text)).toBe(text);
  expect(printable(text)).toBe(text);
});
