import { expect, test } from 'vitest';
import { foreseen, overlaps } from '../../src/model/overlaps.ts';
import { brief } from '../support/scenario.ts';

test.each([
  ['a.ts', 'a.ts', true],
  ['a.ts', 'b.ts', false],
  ['src/**', 'src/a/b.ts', true],
  ['src/**', 'src', true],
  ['src/**', 'test/a.ts', false],
  ['src/*.ts', 'src/a.ts', true],
  ['src/*.ts', 'src/a.js', false],
  ['src/*.ts', 'src/a/b.ts', false],
  ['**/*.md', 'docs/a.md', true],
  ['**/a.ts', 'src/**', true],
  ['**/a.ts', 'src/b.ts', false],
  ['src/a-*.ts', 'src/*-b.ts', true],
  ['src/{a,b}.ts', 'src/a.ts', true],
])('%s and %s may name the same file: %s', (a, b, expected) => {
  expect(overlaps(a, b)).toBe(expected);
  expect(overlaps(b, a)).toBe(expected);
});

test('globs made to be slow are answered at once', () => {
  const glob = `${'**/'.repeat(40)}x`;
  expect(overlaps(glob, `${'**/'.repeat(40)}y`)).toBe(false);
});

const touching = (id: string, touches: readonly string[], dependsOn: readonly string[] = []) =>
  brief(id, { touches, dependsOn });

test('stories are foreseen to collide when they may run beside each other and touch the same file', () => {
  const stories = [
    touching('a', ['src/**']),
    touching('b', ['src/b.ts', 'test/b.ts']),
    touching('c', ['src/c.ts'], ['a']),
    touching('d', ['docs/d.md']),
  ];
  expect(foreseen(stories, 10)).toEqual([{ stories: ['a', 'b'], paths: ['src/**'] }]);
  expect(foreseen([touching('x', ['**/x.md']), touching('y', ['docs/x.md'])], 10)).toHaveLength(1);
});

test('of very many collisions the first are named', () => {
  const all = Array.from({ length: 50 }, (_, i) => touching(`s${i}`, ['index.ts']));
  expect(foreseen(all, 40)).toHaveLength(40);
});
