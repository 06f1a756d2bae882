import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryRoot } from '../../../src/adapters/git/home.ts';
import { never, temporaryRepository } from './temporary.ts';

test('a worktree holds the commit, outside the checkout', async () => {
  const at = temporaryRepository({ 'a.txt': 'one\n', 'deep/b.txt': 'two\n' });
  const repository = await at.open();
  const { folder, env } = await repository.prepare('story.1', at.git('rev-parse', 'HEAD'), never);
  expect(readFileSync(join(folder, 'deep/b.txt'), 'utf8')).toBe('two\n');
  expect(folder.startsWith(at.checkout)).toBe(false);
  expect(at.gitIn(folder, 'status', '--porcelain')).toBe('');
  expect(env['BARO_RUN']).toBe('r1');
  expect(await repository.worktrees()).toEqual(['story.1']);
});

test('what the agent did becomes one commit in the name of the person, once', async () => {
  const at = temporaryRepository({ 'a.txt': 'one\n', 'gone.txt': 'x\n' });
  const repository = await at.open();
  const base = at.git('rev-parse', 'HEAD');
  const { folder } = await repository.prepare('story.1', base, never);
  writeFileSync(join(folder, 'a.txt'), 'two\n');
  writeFileSync(join(folder, 'new file.txt'), 'new\n');
  at.gitIn(folder, 'rm', '-q', 'gone.txt');
  const made = await repository.commit('story.1', base, 'story: it\n\nBaro-Run: r1');
  expect(made).toMatchObject({
    parent: base,
    files: ['a.txt', 'gone.txt', 'new file.txt'],
    ...{ changed: 3, added: 2, removed: 2, gates: [] },
  });
  expect(at.git('log', '-1', '--format=%an <%ae> %B', made?.commit ?? '')).toBe(
    'Ada <ada@example.org> story: it\n\nBaro-Run: r1',
  );
  expect(at.git('rev-parse', 'refs/baro/r1/story/1')).toBe(made?.commit);
  expect(at.gitIn(folder, 'rev-parse', 'HEAD')).toBe(made?.commit);
  expect(at.gitIn(folder, 'status', '--porcelain')).toBe('');
  expect((await repository.commit('story.1', base, 'story: it\n\nBaro-Run: r1'))?.commit).toBe(made?.commit);
});

test('a later attempt in the same worktree has a commit and a ref of its own, if it changed anything', async () => {
  const at = temporaryRepository({ 'a.txt': 'one\n' });
  const repository = await at.open();
  const base = at.git('rev-parse', 'HEAD');
  const { folder } = await repository.prepare('story.1', base, never);
  writeFileSync(join(folder, 'a.txt'), 'two\n');
  const first = await repository.commit('story.1', base, 'first', 'story.1');
  expect(await repository.commit('story.1', base, 'second', 'story.2')).toBeUndefined();
  writeFileSync(join(folder, 'b.txt'), 'more\n');
  const second = await repository.commit('story.1', base, 'second', 'story.2');
  expect(second).toMatchObject({ parent: base, files: ['a.txt', 'b.txt'] });
  expect((await repository.commit('story.1', base, 'second', 'story.2'))?.commit).toBe(second?.commit);
  expect(at.git('rev-parse', 'refs/baro/r1/story/1')).toBe(first?.commit);
  expect(at.git('rev-parse', 'refs/baro/r1/story/2')).toBe(second?.commit);
});

test('nothing changed is no commit', async () => {
  const at = temporaryRepository();
  const repository = await at.open();
  const base = at.git('rev-parse', 'HEAD');
  await repository.prepare('story.1', base, never);
  expect(await repository.commit('story.1', base, 'nothing')).toBeUndefined();
  expect(await repository.snapshot('story.1')).toBeUndefined();
});

test('a snapshot is the same commit for the same content and leaves the worktree alone', async () => {
  const at = temporaryRepository();
  const repository = await at.open();
  const base = at.git('rev-parse', 'HEAD');
  const { folder } = await repository.prepare('story.1', base, never);
  writeFileSync(join(folder, 'new.txt'), 'new\n');
  const before = readFileSync(join(at.commonDir, 'worktrees/story.1/index'));
  const first = await repository.snapshot('story.1');
  expect(at.git('ls-tree', '--name-only', first ?? '')).toBe('a.txt\nnew.txt');
  expect(await repository.snapshot('story.1')).toBe(first);
  expect(readFileSync(join(at.commonDir, 'worktrees/story.1/index'))).toEqual(before);
});

test('a worktree is brought to exactly another commit, and keeps what is ignored', async () => {
  const at = temporaryRepository({ 'a.txt': 'one\n', '.gitignore': 'built/\n' });
  const base = at.git('rev-parse', 'HEAD');
  at.write('a.txt', 'two\n');
  const next = at.save('second');
  const repository = await at.open();
  const { folder } = await repository.prepare('story.1', base, never);
  writeFileSync(join(folder, 'a.txt'), 'six\n');
  writeFileSync(join(folder, 'stray.txt'), 'stray\n');
  mkdirSync(join(folder, 'built'));
  writeFileSync(join(folder, 'built/x'), 'x');
  at.gitIn(folder, 'update-index', '--assume-unchanged', 'a.txt');
  await repository.checkout('story.1', next);
  expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('two\n');
  expect(existsSync(join(folder, 'stray.txt'))).toBe(false);
  expect(existsSync(join(folder, 'built/x'))).toBe(true);
  expect(at.gitIn(folder, 'rev-parse', 'HEAD')).toBe(next);
});

test('T062 what a killed git of the agent left locked in its own worktree is in nobody’s way', async () => {
  const at = temporaryRepository();
  const repository = await at.open();
  const base = at.git('rev-parse', 'HEAD');
  const { folder } = await repository.prepare('story.1', base, never);
  writeFileSync(join(folder, 'a.txt'), 'work\n');
  const locked = () => {
    for (const name of ['index.lock', 'HEAD.lock', 'ORIG_HEAD.lock'])
      writeFileSync(join(at.commonDir, 'worktrees/story.1', name), '');
  };
  locked();
  const made = await repository.commit('story.1', base, 'work');
  expect(made?.files).toEqual(['a.txt']);
  expect(at.gitIn(folder, 'commit', '-q', '--allow-empty', '-m', 'it can be worked in')).toBe('');
  locked();
  await repository.checkout('story.1', base);
  expect(at.gitIn(folder, 'rev-parse', 'HEAD')).toBe(base);
});

test('what commits are made with is in the run’s own folder, and goes with it', async () => {
  const at = temporaryRepository();
  const base = at.git('rev-parse', 'HEAD');
  const repository = await at.open();
  const { folder } = await repository.prepare('story.1', base, never);
  writeFileSync(join(folder, 'a.txt'), 'two\n');
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = join(at.folder, 'nowhere');
  onTestFinished(() => {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  });
  expect(await repository.commit('story.1', base, 'work')).toBeDefined();
  await repository.remove('story.1');
  await repository.close();
  expect(existsSync(join(folder, '..'))).toBe(false);
});

test('a socket can be made where a story puts its temporary files, and nothing of them stays', async () => {
  const at = temporaryRepository();
  const home = join(at.folder, 'home-of-baro').padEnd(45, 'o');
  const temporary = temporaryRoot(home, at.commonDir, '20261120-7K2M9X');
  const repository = await at.open({ temporary });
  const name = `${'a-very-long-story'.repeat(3)}.12`;
  const { env } = await repository.prepare(name, at.git('rev-parse', 'HEAD'), never);
  const { TMPDIR = '' } = env;
  expect(TMPDIR.length).toBeLessThanOrEqual(60);
  expect(statSync(TMPDIR).mode & 0o777).toBe(0o700);
  // where Python's multiprocessing puts its own
  const folder = mkdtempSync(join(TMPDIR, 'pymp-'));
  const server = createServer().listen(join(folder, 'listener-x8wk_0fz'));
  await once(server, 'listening');
  server.close();
  await repository.remove(name);
  expect(existsSync(TMPDIR)).toBe(false);
  await repository.close();
  expect(readdirSync(home)).toEqual([]);
});

test('an index that a killed process left is gone when the run is opened again', async () => {
  const at = temporaryRepository();
  const first = await at.open();
  const { folder } = await first.prepare('story.1', at.git('rev-parse', 'HEAD'), never);
  const left = join(folder, '..', '.indexes', 'killed');
  mkdirSync(left, { recursive: true });
  writeFileSync(join(left, 'index'), '');
  await at.open();
  expect(existsSync(left)).toBe(false);
});

test('the work of an attempt whose worktree was taken away is there again when it is prepared anew', async () => {
  const at = temporaryRepository({ 'a.txt': 'one\n', 'gone.txt': 'x\n', 'same.txt': 'same\n' });
  const base = at.git('rev-parse', 'HEAD');
  const repository = await at.open();
  await repository.prepareAhead('story.1', base, never);
  for (const name of ['story.1', 'story.2']) {
    const { folder } = await repository.prepare(name, base, never);
    writeFileSync(join(folder, 'a.txt'), 'two\n');
    writeFileSync(join(folder, 'new.txt'), 'new\n');
    rmSync(join(folder, 'gone.txt'));
    const status = at.gitIn(folder, 'status', '--porcelain');
    await repository.remove(name);
    expect((await repository.prepare(name, base, never)).folder).toBe(folder);
    expect(at.gitIn(folder, 'status', '--porcelain')).toBe(status);
    expect(at.gitIn(folder, 'rev-parse', 'HEAD')).toBe(base);
    const made = await repository.commit(name, base, 'work');
    expect(made?.files).toEqual(['a.txt', 'gone.txt', 'new.txt']);
    await repository.remove(name);
  }
  const { folder } = await repository.prepare('story.1', at.save('another base'), never);
  expect(existsSync(join(folder, 'new.txt'))).toBe(false);
});

test('a removed worktree is gone at once, and its work is kept', async () => {
  const at = temporaryRepository();
  const repository = await at.open();
  const base = at.git('rev-parse', 'HEAD');
  const { folder } = await repository.prepare('story.1', base, never);
  writeFileSync(join(folder, 'a.txt'), 'work\n');
  expect(await repository.remove('story.1')).toBe(true);
  expect(existsSync(folder)).toBe(false);
  expect(at.git('show', 'refs/baro/r1/story/1:a.txt')).toBe('work');
  expect(await repository.remove('story.1')).toBe(false);
  expect(await repository.worktrees()).toEqual([]);
  await repository.close();
  expect(existsSync(join(at.folder, 'worktrees/r1'))).toBe(false);
  expect(at.git('worktree', 'list').split('\n')).toHaveLength(1);
});

test('work done after the commit is kept beside it', async () => {
  const at = temporaryRepository();
  const repository = await at.open();
  const base = at.git('rev-parse', 'HEAD');
  const { folder } = await repository.prepare('story.1', base, never);
  writeFileSync(join(folder, 'a.txt'), 'work\n');
  const made = await repository.commit('story.1', base, 'work');
  writeFileSync(join(folder, 'a.txt'), 'more work\n');
  await repository.remove('story.1');
  expect(at.git('rev-parse', 'refs/baro/r1/story/1')).toBe(made?.commit);
  expect(at.git('show', 'refs/baro/r1/story/1-left:a.txt')).toBe('more work');
});

test('a worktree made ahead is found ready, and goes with the run where nobody asks for it', async () => {
  const at = temporaryRepository();
  const base = at.git('rev-parse', 'HEAD');
  at.write('b.txt', 'two\n');
  const next = at.save('second');
  const repository = await at.open();
  for (const name of ['same.1', 'moved.1', 'unasked.1', 'unasked.2'])
    await repository.prepareAhead(name, base, never);
  const made = statSync(join(at.folder, 'worktrees/r1/same.1/a.txt')).ctimeMs;
  const same = await repository.prepare('same.1', base, never);
  expect(statSync(join(same.folder, 'a.txt')).ctimeMs).toBe(made);
  const moved = await repository.prepare('moved.1', next, never);
  expect(readFileSync(join(moved.folder, 'b.txt'), 'utf8')).toBe('two\n');
  expect(at.gitIn(moved.folder, 'status', '--porcelain')).toBe('');
  await repository.close();
  expect(await repository.worktrees()).toEqual(['moved.1', 'same.1']);
  expect(at.git('worktree', 'list').split('\n')).toHaveLength(3);
});

test('one made ahead at a commit that did not come onto the branch is made anew, with all that was installed in it', async () => {
  const at = temporaryRepository({ 'a.txt': 'a\n', '.gitignore': 'installed\n' });
  const base = at.git('rev-parse', 'HEAD');
  at.write('b.txt', 'refused\n');
  const refused = at.save('refused');
  at.git('reset', '--hard', base);
  at.write('b.txt', 'accepted\n');
  const accepted = at.save('accepted');
  const repository = await at.open();
  const installed = (name: string) => join(at.folder, 'worktrees/r1', name, 'installed');
  const names = ['prepared.1', 'ahead.1', 'earlier.1'];
  for (const name of names) {
    await repository.prepareAhead(name, name === 'earlier.1' ? base : refused, never);
    writeFileSync(installed(name), 'by a setup command\n');
  }
  await repository.prepareAhead('ahead.1', accepted, never);
  expect(existsSync(installed('ahead.1'))).toBe(false);
  for (const name of names) {
    const { folder } = await repository.prepare(name, accepted, never);
    expect(readFileSync(join(folder, 'b.txt'), 'utf8')).toBe('accepted\n');
    expect(at.gitIn(folder, 'status', '--porcelain')).toBe('');
  }
  expect(names.map((name) => existsSync(installed(name)))).toEqual([false, false, true]);
});

test('where only commands run nothing stays of what an earlier commit was built to', async () => {
  const at = temporaryRepository({ 'a.txt': 'a\n', '.gitignore': 'out\n' });
  const base = at.git('rev-parse', 'HEAD');
  at.write('b.txt', 'b\n');
  const next = at.save('next');
  const repository = await at.open();
  for (const name of ['integration', 'story.1']) {
    const { folder } = await repository.prepare(name, next, never);
    writeFileSync(join(folder, 'out'), 'built\n');
    await repository.checkout(name, base);
    // an attempt’s own build is taken up where it was
    expect(existsSync(join(folder, 'out'))).toBe(name === 'story.1');
  }
});

test('a worktree that is gone is tampered with, and can be prepared again', async () => {
  const at = temporaryRepository();
  const repository = await at.open();
  const base = at.git('rev-parse', 'HEAD');
  const { folder } = await repository.prepare('story.1', base, never);
  rmSync(folder, { recursive: true });
  await expect(repository.commit('story.1', base, 'work')).rejects.toMatchObject({ name: 'Tampered' });
  await repository.prepare('story.1', base, never);
  expect(existsSync(join(folder, 'a.txt'))).toBe(true);
});

test('a submodule stays an empty folder and is no change', async () => {
  const at = temporaryRepository();
  at.git('update-index', '--add', '--cacheinfo', `160000,${at.git('rev-parse', 'HEAD')},lib`);
  at.git('commit', '-qm', 'submodule');
  const base = at.git('rev-parse', 'HEAD');
  const repository = await at.open();
  const { folder } = await repository.prepare('story.1', base, never);
  expect(readdirSync(join(folder, 'lib'))).toEqual([]);
  expect(await repository.snapshot('story.1')).toBeUndefined();
  writeFileSync(join(folder, 'new.txt'), 'x\n');
  expect(await repository.commit('story.1', base, 'work')).toMatchObject({ files: ['new.txt'], gates: [] });
});

test('a worktree of a sparse checkout holds the whole commit', async () => {
  const at = temporaryRepository({ 'in/a.txt': 'a\n', 'out/b.txt': 'b\n' });
  at.git('sparse-checkout', 'set', 'in');
  const base = at.git('rev-parse', 'HEAD');
  const repository = await at.open();
  const { folder } = await repository.prepare('story.1', base, never);
  expect(existsSync(join(folder, 'out/b.txt'))).toBe(true);
  expect(await repository.snapshot('story.1')).toBeUndefined();
  expect(existsSync(join(at.checkout, 'out'))).toBe(false);
});

test('a repository that lets no line ending change by accident can be committed to', async () => {
  const at = temporaryRepository();
  for (const key of ['core.autocrlf', 'core.safecrlf']) at.git('config', '--global', key, 'true');
  const repository = await at.open();
  const base = at.git('rev-parse', 'HEAD');
  const { folder } = await repository.prepare('story.1', base, never);
  writeFileSync(join(folder, 'new.txt'), 'one\ntwo\n');
  expect(await repository.commit('story.1', base, 'work')).toMatchObject({ files: ['new.txt'] });
});

test('files become links, folders and back again', async () => {
  const at = temporaryRepository({ file: 'one\n', 'folder/inner.txt': 'two\n' });
  const base = at.git('rev-parse', 'HEAD');
  const repository = await at.open();
  const { folder } = await repository.prepare('story.1', base, never);
  rmSync(join(folder, 'file'));
  mkdirSync(join(folder, 'file'));
  writeFileSync(join(folder, 'file/inside.txt'), 'x\n');
  rmSync(join(folder, 'folder'), { recursive: true });
  symlinkSync('file', join(folder, 'folder'));
  const made = await repository.commit('story.1', base, 'work');
  expect(at.git('ls-tree', '-r', '--name-only', made?.commit ?? '')).toBe('file/inside.txt\nfolder');
  await repository.checkout('story.1', base);
  expect(readFileSync(join(folder, 'folder/inner.txt'), 'utf8')).toBe('two\n');
  expect(at.gitIn(folder, 'status', '--porcelain')).toBe('');
});

test('whatever the agent did with git itself, the commit is what the files say', async () => {
  const at = temporaryRepository({ 'a.txt': 'one\n', 'b.txt': 'one\n' });
  const base = at.git('rev-parse', 'HEAD');
  const repository = await at.open();
  const { folder } = await repository.prepare('story.1', base, never);
  writeFileSync(join(folder, 'a.txt'), 'two\n');
  at.gitIn(folder, 'commit', '-qam', 'by the agent');
  writeFileSync(join(folder, 'b.txt'), 'two\n');
  at.gitIn(folder, 'update-index', '--skip-worktree', 'b.txt');
  writeFileSync(join(folder, 'c.txt'), 'new\n');
  at.gitIn(folder, 'add', '-N', 'c.txt');
  const made = await repository.commit('story.1', base, 'work');
  expect(made?.files).toEqual(['a.txt', 'b.txt', 'c.txt']);
  expect(at.git('log', '--format=%s', `${base}..${made?.commit}`)).toBe('work');
  expect(at.gitIn(folder, 'status', '--porcelain')).toBe('');
});
