import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openGit } from '../../../src/adapters/git/git.ts';
import { baroHome, repositoryWorktrees, worktreeRoot } from '../../../src/adapters/git/home.ts';
import { dropRefs, dropWorktrees, leftovers } from '../../../src/adapters/git/leftovers.ts';
import { never, temporaryRepository } from './temporary.ts';

test('what two runs left is listed, and one of them is cleaned away', async () => {
  const at = temporaryRepository();
  const base = at.git('rev-parse', 'HEAD');
  const worktrees = join(at.folder, 'worktrees');
  for (const runId of ['r1', 'r2']) {
    const repository = await at.open({ runId, worktrees: join(worktrees, runId) });
    await repository.prepareAhead('story.1', base, never);
    const { folder } = await repository.prepare('story.1', base, never);
    writeFileSync(join(folder, 'x'), 'x\n');
    await repository.prepare('story.2', base, never);
    await repository.commit('story.1', base, 'x');
    await repository.createBranch(`baro/${runId}`, base);
  }
  at.git('worktree', 'add', '-q', '-b', 'mine', join(at.folder, 'mine'));
  const git = openGit({ commonDir: at.commonDir, scratch: at.checkout, base: at.env });
  const left = (runId: string) => ({ runId, worktrees: 2, refs: [`refs/baro/${runId}/story/1`] });
  expect(await leftovers(git, worktrees)).toEqual([left('r1'), left('r2')]);
  await dropWorktrees(git, worktrees, ['r1', 'unknown']);
  await dropRefs(git, [...left('r1').refs, 'refs/heads/mine']);
  await expect(dropWorktrees(git, worktrees, ['../..'])).rejects.toThrow('cannot be a run');
  expect(await leftovers(git, worktrees)).toEqual([left('r2')]);
  expect(existsSync(join(worktrees, 'r1'))).toBe(false);
  expect(at.git('worktree', 'list').split('\n')).toHaveLength(4);
  expect(at.git('branch', '--format=%(refname:short)')).toBe('baro/r1\nbaro/r2\nmain\nmine');
});

test('Baro’s home is where the platform keeps data, or where the person says', () => {
  expect(baroHome({ BARO_HOME: '/x', HOME: '/home/ada' }, 'linux')).toBe('/x');
  expect(baroHome({ HOME: '/home/ada' }, 'linux')).toBe('/home/ada/.local/share/baro');
  expect(baroHome({ HOME: '/home/ada', XDG_DATA_HOME: '/data' }, 'linux')).toBe('/data/baro');
  expect(baroHome({ HOME: '/Users/ada' }, 'darwin')).toBe('/Users/ada/Library/Application Support/baro');
  expect(baroHome({ LOCALAPPDATA: '/Local' }, 'win32')).toBe('/Local/baro');
});

test('two repositories of one name have folders of their own', () => {
  const one = repositoryWorktrees('/h', '/a/shop/.git');
  expect(one).toMatch(/^\/h\/worktrees\/shop-[0-9a-f]{8}$/);
  expect(repositoryWorktrees('/h', '/b/shop/.git')).not.toBe(one);
  expect(repositoryWorktrees('/h', '/b/.hidden repo/.git')).toMatch(/\/hidden-repo-[0-9a-f]{8}$/);
  expect(worktreeRoot('/h', '/a/shop/.git', 'r1')).toBe(`${one}/r1`);
});
