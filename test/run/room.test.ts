import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { roomProblems } from '../../src/run/room.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

function places() {
  const folder = temporaryFolder();
  const root = join(folder, 'repository');
  mkdirSync(join(root, '.git', 'objects'), { recursive: true });
  writeFileSync(join(folder, 'file'), '');
  symlinkSync(root, join(folder, 'link'));
  return { folder, root };
}

const repositoryAt = (root: string) => ({ root, commonDir: join(root, '.git') });

test('worktrees may be in a folder that is not there yet, beside the repository', async () => {
  const { folder, root } = places();
  expect(await roomProblems(join(folder, 'repository-worktrees/deep'), repositoryAt(root))).toEqual([]);
});

test.each([
  ['relative', () => 'worktrees', 'which is no absolute path'],
  [
    'in the repository',
    ({ root }: { root: string }) => join(root, 'deep/inside'),
    'which is inside the repository',
  ],
  ['the repository', ({ root }: { root: string }) => root, 'which is inside the repository'],
  [
    'in the repository by a link',
    ({ folder }: { folder: string }) => join(folder, 'link/x'),
    'which is inside the repository',
  ],
  ['below a file', ({ folder }: { folder: string }) => join(folder, 'file/x'), 'is no folder'],
])('they may not be in a folder that is %s', async (_, at, why) => {
  const here = places();
  const [problem, ...more] = await roomProblems(at(here), repositoryAt(here.root));
  expect(problem).toContain(why);
  expect(problem).toMatch(/Set BARO_HOME or `baro\.worktree\.directory` to another folder\.$/);
  expect(more).toEqual([]);
});
