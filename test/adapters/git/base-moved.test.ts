import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { baseMoved } from '../../../src/adapters/git/base-moved.ts';
import { openGit } from '../../../src/adapters/git/git.ts';
import { temporaryRepository } from './temporary.ts';

/** A repository, its remote, and somebody else who pushes there. */
function shared() {
  const at = temporaryRepository({ 'a.txt': 'one\n', 'b.txt': 'one\n' });
  const url = join(at.folder, 'remote.git');
  const other = join(at.folder, 'other');
  execFileSync('git', ['init', '-q', '--bare', '-b', 'main', url], { env: at.env });
  at.git('push', '-q', url, 'HEAD:main');
  execFileSync('git', ['clone', '-q', url, other], { env: at.env });
  const commit = at.git('rev-parse', 'HEAD');
  at.write('a.txt', 'by the run\n');
  const tip = at.save('what the run did');
  at.git('reset', '-q', '--hard', commit);
  const git = openGit({ commonDir: at.commonDir, scratch: at.checkout, base: at.env });
  const look = (more: { url?: string; branch?: string; commit?: string } = {}) =>
    baseMoved(git, { url, branch: 'main', commit, tip, ...more });
  const push = (file: string) => {
    writeFileSync(join(other, file), 'by somebody else\n');
    at.gitIn(other, 'add', '-A');
    at.gitIn(other, 'commit', '-q', '-m', `another ${file}`);
    at.gitIn(other, 'push', '-q', 'origin', 'HEAD:main');
    return at.gitIn(other, 'rev-parse', 'HEAD');
  };
  return { at, look, push };
}

test('T074 what the base has got meanwhile is counted, and its conflicts are known before anybody merges', async () => {
  const { at, look, push } = shared();
  expect(await look()).toBeUndefined();
  const first = push('c.txt');
  expect(await look()).toEqual({ commit: first, commits: 1, conflicts: [] });
  const second = push('a.txt');
  expect(await look()).toEqual({ commit: second, commits: 2, conflicts: ['a.txt'] });
  // nothing of it stays here
  expect(() => at.git('cat-file', '-e', second)).toThrow();
  expect(at.git('for-each-ref', '--format=%(refname)')).toBe('refs/heads/main');
});

test('a base that is not there, or behind what the run began from, has got nothing', async () => {
  const { at, look } = shared();
  expect(await look({ branch: 'gone' })).toBeUndefined();
  expect(await look({ commit: at.save('not pushed yet') })).toBeUndefined();
});

test('a remote that cannot be asked is an error, and an address that git should not be given is not tried', async () => {
  const { at, look } = shared();
  await expect(look({ url: join(at.folder, 'nowhere.git') })).rejects.toThrow('git ls-remote failed');
  expect(await look({ url: 'ext::sh -c "touch pwned"' })).toBeUndefined();
});
