import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { branchName } from '../../../src/adapters/git/branch-name.ts';
import { inspect } from '../../../src/adapters/git/preflight.ts';
import { temporaryRepository } from './temporary.ts';

test('a repository is found from a folder below its top', async () => {
  const at = temporaryRepository({ 'deep/a.txt': 'one\n' });
  const head = at.git('rev-parse', 'HEAD');
  expect(await inspect(join(at.checkout, 'deep'), { env: at.env })).toEqual({
    ok: true,
    root: at.checkout,
    commonDir: at.commonDir,
    checkout: { gitDir: at.commonDir, commonDir: at.commonDir, workTree: at.checkout },
    branch: 'main',
    head,
    base: { ref: 'main', commit: head, branch: 'main' },
    remotes: [],
    uncommitted: 0,
    notes: [],
  });
});

test('an empty folder and one with files but no repository are told apart', async () => {
  const at = temporaryRepository();
  const folder = join(at.folder, 'new');
  mkdirSync(folder);
  expect(await inspect(folder, { env: at.env })).toMatchObject({ ok: false, kind: 'empty' });
  writeFileSync(join(folder, 'x'), 'x');
  expect(await inspect(folder, { env: at.env })).toMatchObject({ ok: false, kind: 'none' });
  expect(await inspect(join(folder, 'nowhere'), { env: at.env })).toMatchObject({ ok: false, kind: 'none' });
});

test('no commit yet, a bare repository and an unknown ref are one sentence each', async () => {
  const at = temporaryRepository();
  const make = (name: string, ...args: string[]) => {
    execFileSync('git', ['init', '-q', ...args, join(at.folder, name)], { env: at.env });
    return join(at.folder, name);
  };
  expect(await inspect(make('unborn'), { env: at.env })).toMatchObject({ ok: false, kind: 'unborn' });
  expect(await inspect(make('bare', '--bare'), { env: at.env })).toMatchObject({ ok: false, kind: 'bare' });
  for (const base of ['nowhere', '--all', 'HEAD~9', ''])
    expect(await inspect(at.checkout, { env: at.env, base }), base).toMatchObject({ ok: false, kind: 'ref' });
});

test('what is no checkout is called what it is', async () => {
  const at = temporaryRepository();
  const file = join(at.checkout, 'a.txt');
  expect(await inspect(file, { env: at.env })).toMatchObject({
    problem: `${file} is a file; name the folder of a repository.`,
  });
  expect(await inspect(at.commonDir, { env: at.env })).toMatchObject({
    problem: `${at.commonDir} is git's own folder; run Baro in the checkout that it belongs to.`,
  });
  const broken = join(at.folder, 'new\nline');
  execFileSync('git', ['clone', '-q', at.checkout, broken], { env: at.env });
  expect(await inspect(broken, { env: at.env })).toMatchObject({
    problem: expect.stringContaining('holds a line break'),
  });
  const lost = join(at.folder, 'lost');
  mkdirSync(lost);
  writeFileSync(join(lost, '.git'), 'gitdir: /gone/.git/worktrees/lost\n');
  expect(await inspect(lost, { env: at.env })).toMatchObject({
    problem: `The .git file in ${lost} or above points to /gone/.git/worktrees/lost, where no repository is.`,
  });
});

test('a branch named baro is in the way', async () => {
  const at = temporaryRepository();
  at.git('branch', 'baro');
  expect(await inspect(at.checkout, { env: at.env })).toMatchObject({ ok: false, kind: 'refused' });
});

test('so is a ref where the folder of Baro’s own refs would be', async () => {
  const at = temporaryRepository();
  at.git('update-ref', 'refs/baro', 'HEAD');
  expect(await inspect(at.checkout, { env: at.env })).toMatchObject({
    kind: 'refused',
    problem: expect.stringContaining('git update-ref -d refs/baro'),
  });
});

test('git that is missing or too old is named', async () => {
  const at = temporaryRepository();
  const bin = join(at.folder, 'bin');
  mkdirSync(bin);
  const env = { ...at.env, PATH: bin };
  expect(await inspect(at.checkout, { env })).toMatchObject({
    kind: 'git',
    problem: expect.stringContaining('not found'),
  });
  writeFileSync(join(bin, 'git'), '#!/bin/sh\necho git version 2.37.4\n');
  chmodSync(join(bin, 'git'), 0o755);
  expect(await inspect(at.checkout, { env })).toMatchObject({
    kind: 'git',
    problem: expect.stringContaining('2.37'),
  });
});

test('a detached HEAD and a shallow clone will do', async () => {
  const at = temporaryRepository();
  at.save('second');
  const shallow = join(at.folder, 'shallow');
  execFileSync('git', ['clone', '-q', '--depth', '1', `file://${at.checkout}`, shallow], { env: at.env });
  at.gitIn(shallow, 'checkout', '-q', '--detach');
  const found = await inspect(shallow, { env: at.env });
  expect(found).toMatchObject({
    ok: true,
    base: { ref: 'HEAD', branch: 'main', remote: { name: 'origin' } },
  });
  expect(found).not.toHaveProperty('branch');
});

test('the base knows its name at the remote', async () => {
  const at = temporaryRepository();
  at.git('branch', 'release');
  const clone = join(at.folder, 'clone');
  execFileSync('git', ['clone', '-q', at.checkout, clone], { env: at.env });
  at.gitIn(clone, 'checkout', '-q', '-b', 'local-name', '--track', 'origin/release');
  at.gitIn(clone, 'remote', 'add', 'fork', 'https://example.org/fork.git');
  at.gitIn(clone, 'remote', 'set-url', '--push', 'fork', 'git@example.org:fork.git');
  const baseOf = async (base?: string) => {
    const found = await inspect(clone, { env: at.env, ...(base === undefined ? {} : { base }) });
    return found.ok && found.base;
  };
  const origin = { name: 'origin', fetchUrl: at.checkout, pushUrl: at.checkout };
  expect(await baseOf()).toMatchObject({ ref: 'local-name', branch: 'release', remote: origin });
  expect(await baseOf('origin/release')).toMatchObject({ branch: 'release', remote: origin });
  expect(await baseOf('release')).toMatchObject({ ref: 'release', branch: 'release', remote: origin });
  expect(await baseOf(at.git('rev-parse', 'HEAD'))).toMatchObject({ branch: 'main', remote: origin });
  const found = await inspect(clone, { env: at.env });
  expect(found.ok && found.remotes).toContainEqual({
    ...{ name: 'fork', fetchUrl: 'https://example.org/fork.git', pushUrl: 'git@example.org:fork.git' },
  });
});

test('what is worth knowing beforehand is said', async () => {
  const at = temporaryRepository({ '.gitattributes': '*.bin filter=lfs\n', '.gitmodules': '' });
  at.write('new/a.txt', 'x\n');
  at.write('new/b.txt', 'x\n');
  at.write('node_modules/left-pad/index.js', 'x\n');
  at.git('config', 'status.showUntrackedFiles', 'no');
  const found = await inspect(at.checkout, { env: { ...at.env, GIT_CONFIG_GLOBAL: '/dev/null' } });
  expect(found.ok && found.uncommitted).toBe(2);
  expect(found.ok && found.notes.map((note) => note.split(' ').slice(0, 4).join(' '))).toEqual([
    ...['git knows no user.name', 'Submodules stay empty in', 'Files in Git LFS'],
  ]);
});

test('a repository reached through a link has one name', async () => {
  const at = temporaryRepository();
  symlinkSync(at.checkout, join(at.folder, 'link'));
  expect(await inspect(join(at.folder, 'link'), { env: at.env })).toMatchObject({ root: at.checkout });
});

test.each([
  [
    'Add JWT authentication with role-based access control to the API',
    'baro/add-jwt-authentication-with-role-based-7k2m9x',
  ],
  ['Größe ändern', 'baro/große-andern-7k2m9x'.replace('ß', '-').replace('gro--e', 'gro-e')],
  ['$(touch x)`id`|&<>"\u3000\u202e', 'baro/touch-x-id-7k2m9x'],
  ['日本語', 'baro/goal-7k2m9x'],
  ['', 'baro/goal-7k2m9x'],
  ['x'.repeat(200), `baro/${'x'.repeat(40)}-7k2m9x`],
])('the branch of %j has a plain name', (goal, branch) => {
  expect(branchName(goal, '20261120-7K2M9X')).toBe(branch);
});
