import { expect, test } from 'vitest';
import { temporaryRepository } from './temporary.ts';

test('a diff that fits is whole', async () => {
  const at = temporaryRepository({ 'a.txt': 'one\n' });
  const base = at.git('rev-parse', 'HEAD');
  at.write('a.txt', 'two\n');
  const next = at.save('next');
  const repository = await at.open();
  const text = await repository.diff(base, next, 10_000);
  expect(text).toContain('-one\n+two\n');
  expect(text).not.toContain('[cut');
  expect(await repository.diff(base, base, 10_000)).toBe('');
});

test('a diff that does not fit ends with what it leaves out', async () => {
  const at = temporaryRepository();
  const base = at.git('rev-parse', 'HEAD');
  for (const name of ['b', 'c', 'd']) at.write(`${name}.txt`, 'é lines of text\n'.repeat(60));
  const next = at.save('next');
  const repository = await at.open();
  const text = await repository.diff(base, next, 1_800);
  expect(text.length).toBeLessThanOrEqual(1_800);
  expect(text).toContain('b/b.txt');
  expect(text).toMatch(/\n\[cut: of 3 files \(\+180 −0\) not or not wholly shown: c\.txt, d\.txt\]\n$/);
});

test('the paths of a renamed file are both different', async () => {
  const at = temporaryRepository({ 'a.txt': 'one\n' });
  const base = at.git('rev-parse', 'HEAD');
  at.git('mv', 'a.txt', 'b.txt');
  const next = at.save('next');
  const repository = await at.open();
  expect(await repository.changedPaths(base, next)).toEqual(['a.txt', 'b.txt']);
  expect(await repository.diff(base, next, 1_000)).toContain('rename from a.txt');
});
