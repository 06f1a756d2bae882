import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { giveRemote, startRepository } from '../../../src/adapters/git/start-repository.ts';
import { temporaryRepository } from './temporary.ts';

/** A folder beside a repository of the person's, with a file in it. */
function newFolder() {
  const at = temporaryRepository();
  const folder = join(at.folder, 'new');
  mkdirSync(folder);
  writeFileSync(join(folder, 'a.txt'), 'one\n');
  const log = () => at.gitIn(folder, 'log', '--format=%an <%ae> %cn <%ce> %s', '--name-only');
  return { at, folder, log };
}

test('a folder becomes a repository whose first commit is the person’s and holds what was there', async () => {
  const { at, folder, log } = newFolder();
  expect(await startRepository(folder, at.env)).toBeUndefined();
  expect(log()).toBe('Ada <ada@example.org> Ada <ada@example.org> Start\n\na.txt');
  expect(at.gitIn(folder, 'status', '--porcelain', '--branch')).toBe('## main');
});

test('the branch is the one that the person begins with, main where they never said', async () => {
  for (const [branch, expected] of [
    ['trunk', 'trunk'],
    [undefined, 'main'],
  ] as const) {
    const { at, folder } = newFolder();
    const of = branch ? ['init.defaultBranch', branch] : ['--unset', 'init.defaultBranch'];
    at.git('config', '--global', ...of);
    expect(await startRepository(folder, at.env)).toBeUndefined();
    expect(at.gitIn(folder, 'branch', '--show-current')).toBe(expected);
  }
});

test('where git knows no name of the person nothing is made, and how to tell it is said', async () => {
  const { at, folder, log } = newFolder();
  writeFileSync(join(at.env['HOME'] ?? '', '.gitconfig'), '');
  expect(await startRepository(folder, at.env)).toMatch(/in your name.*git config --global user\.name/);
  expect(readdirSync(folder)).toEqual(['a.txt']);
  const env = { ...at.env, GIT_AUTHOR_NAME: 'Grace', GIT_AUTHOR_EMAIL: 'grace@example.org' };
  expect(await startRepository(folder, env)).toBeUndefined();
  expect(log()).toContain('Grace <grace@example.org> Grace <grace@example.org> Start');
});

test('a repository that the surroundings name is not the one that is started', async () => {
  const { at, folder, log } = newFolder();
  const before = at.git('rev-parse', 'HEAD');
  const env = { ...at.env, GIT_DIR: at.commonDir, GIT_WORK_TREE: at.checkout, GIT_INDEX_FILE: 'other' };
  expect(await startRepository(folder, env)).toBeUndefined();
  expect(at.git('rev-parse', 'HEAD')).toBe(before);
  expect(log()).toContain('Start');
  expect(readdirSync(folder)).toEqual(['.git', 'a.txt']);
});

test('no program that the folder or a template names is run, and nothing half made stays', async () => {
  const { at, folder } = newFolder();
  const mark = join(at.folder, 'mark');
  const trap = join(at.folder, 'trap.sh');
  writeFileSync(trap, `#!/bin/sh\ntouch ${mark}\ncat\n`);
  chmodSync(trap, 0o755);
  mkdirSync(join(at.folder, 'template', 'hooks'), { recursive: true });
  for (const hook of ['pre-commit', 'post-commit', 'reference-transaction', 'post-index-change'])
    execFileSync('cp', [trap, join(at.folder, 'template', 'hooks', hook)]);
  at.git('config', '--global', 'init.templateDir', join(at.folder, 'template'));
  at.git('config', '--global', 'filter.evil.clean', trap);
  at.git('config', '--global', 'commit.gpgSign', 'true');
  at.git('config', '--global', 'gpg.program', trap);
  writeFileSync(join(folder, '.gitattributes'), '* filter=evil\n');
  expect(await startRepository(folder, at.env)).toBeUndefined();
  expect(existsSync(mark)).toBe(false);

  const broken = join(at.folder, 'broken');
  mkdirSync(broken);
  writeFileSync(join(broken, '.gitignore'), '');
  at.git('config', '--global', 'core.autocrlf', 'no such value');
  expect(await startRepository(broken, at.env)).toContain(`could not be started in ${broken}: git `);
  expect(readdirSync(broken)).toEqual(['.gitignore']);
});

test('a repository for everybody has its own name and branch, and a remote beside it', async () => {
  const { at, folder, log } = newFolder();
  at.git('config', '--global', 'init.defaultBranch', 'trunk');
  const identity = { name: 'Demo', email: 'demo@example.org' };
  expect(await startRepository(folder, at.env, { identity, branch: 'main' })).toBeUndefined();
  const remote = join(at.folder, 'remote.git');
  await giveRemote(folder, remote, at.env);
  expect(log()).toContain('Demo <demo@example.org>');
  expect(at.gitIn(folder, 'config', 'user.name')).toBe('Demo');
  at.gitIn(folder, 'push', '-q', 'origin', 'main:again');
  expect(at.gitIn(remote, 'for-each-ref', '--format=%(refname)')).toBe('refs/heads/again\nrefs/heads/main');
});
