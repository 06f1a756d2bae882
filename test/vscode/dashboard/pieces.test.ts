import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pieces } from '../../../src/vscode/dashboard/pieces.ts';

const bytes = (piece: string) => Buffer.byteLength(JSON.stringify(piece));

test('pieces are the whole text again, and none is larger as JSON than it may be', () => {
  const text = fc.string({ unit: 'binary', maxLength: 2000 });
  fc.assert(
    fc.property(text, fc.integer({ min: 300, max: 900 }), (whole, most) => {
      const parts = pieces(whole, most);
      expect(parts.join('')).toBe(whole);
      for (const part of parts) expect(bytes(part)).toBeLessThanOrEqual(most);
    }),
    { numRuns: 30 },
  );
});

test('a character of two units is never cut in two', () => {
  const parts = pieces('🌡️'.repeat(500), 400);
  expect(parts.length).toBeGreaterThan(1);
  for (const part of parts) expect(part).not.toMatch(/\p{Surrogate}/u);
});

test('an empty text is one empty piece', () => {
  expect(pieces('', 300)).toEqual(['']);
});
