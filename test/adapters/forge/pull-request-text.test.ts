import { expect, test } from 'vitest';
import { fittedBody, fittedTitle } from '../../../src/adapters/forge/pull-request-text.ts';

test('a body that fits stays as it is', () => {
  expect(fittedBody('x'.repeat(65_536))).toBe('x'.repeat(65_536));
});

test('a longer body is cut at a line and says so', () => {
  const body = fittedBody('| a story | 3 tests |\n'.repeat(5000));
  expect(body.length).toBeLessThanOrEqual(65_536);
  expect(body.length).toBeGreaterThan(65_000);
  expect(body).toMatch(/\| a story \| 3 tests \|\n\n\*Cut here: GitHub takes 65,536 characters\. .*\*$/);
});

test('what a cut leaves open is closed', () => {
  const body = fittedBody(
    `<details>\n<summary>log</summary>\n\n\`\`\`\n${'line\n'.repeat(20_000)}\`\`\`\n</details>`,
  );
  expect(body).toMatch(/line\n```\n<\/details>\n\n\*Cut/);
});

test('a body of one endless line is cut too, between characters', () => {
  const body = fittedBody('👋'.repeat(60_000));
  expect(body.length).toBeLessThanOrEqual(65_536);
  expect(() => encodeURIComponent(body)).not.toThrow();
});

test('a title is one line of at most 256 characters', () => {
  expect(fittedTitle('Add\n  reservations ')).toBe('Add reservations');
  expect(fittedTitle('x'.repeat(300))).toHaveLength(256);
});
