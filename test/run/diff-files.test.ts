import { expect, test } from 'vitest';
import { diffFiles } from '../../src/run/diff-files.ts';
import { temporaryRepository } from '../adapters/git/temporary.ts';

test('each file of a diff says where it is, where it was, and what became of it', async () => {
  const lines = 'one\ntwo\nthree\nfour\n';
  const at = temporaryRepository({ 'kept.txt': lines, 'old name.txt': lines, 'gone.txt': 'other\n' });
  const base = at.git('rev-parse', 'HEAD');
  at.git('mv', 'old name.txt', 'new näme.txt');
  at.git('rm', '-q', 'gone.txt');
  at.write('kept.txt', `${lines}five\n`);
  at.write('new näme.txt', `${lines}five\n`);
  at.write('made.txt', 'one\n');
  const repository = await at.open();
  const files = diffFiles(await repository.diff(base, at.save('next'), 100_000), 10_000);
  expect(
    files.map(({ path, oldPath, status, added, removed }) => [path, oldPath, status, added, removed]),
  ).toEqual([
    ['gone.txt', undefined, 'deleted', 0, 1],
    ['kept.txt', undefined, 'changed', 1, 0],
    ['made.txt', undefined, 'added', 1, 0],
    ['new näme.txt', 'old name.txt', 'renamed', 1, 0],
  ]);
});
