import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { never, type Temporary, temporaryRepository } from './temporary.ts';

const numbered = (n: number) => Array.from({ length: n }, (_, line) => `line ${line}\n`).join('');

/** Commits `change` on top of `parent`, in the person's own checkout. */
function commitOn(at: Temporary, parent: string, message: string, change: () => void): string {
  at.git('checkout', '-q', '--detach', parent);
  change();
  return at.save(message);
}

test('a commit is replayed onto a tip that went on from its parent', async () => {
  const at = temporaryRepository({ 'a.txt': numbered(20) });
  const base = at.git('rev-parse', 'HEAD');
  const mine = commitOn(at, base, 'mine', () => at.write('a.txt', `${numbered(20)}end\n`));
  const tip = commitOn(at, base, 'theirs', () => at.write('a.txt', `start\n${numbered(20)}`));
  const repository = await at.open();
  const replayed = await repository.rebase('mine.1', mine, tip, 'mine, replayed');
  if ('conflicts' in replayed) throw new Error('it conflicts');
  expect(replayed).toMatchObject({ parent: tip, files: ['a.txt'], added: 1, removed: 0 });
  expect(at.git('show', `${replayed.commit}:a.txt`)).toBe(`start\n${numbered(20)}end`);
  expect(at.git('log', '-1', '--format=%P %s', replayed.commit)).toBe(`${tip} mine, replayed`);
  expect(await repository.rebase('mine.1', mine, tip, 'mine, replayed')).toEqual(replayed);
});

test('T063 what waits to be verified and merged outlives a clean-up by the person', async () => {
  const at = temporaryRepository();
  const base = at.git('rev-parse', 'HEAD');
  const repository = await at.open();
  const { folder } = await repository.prepare('story.1', base, never);
  at.gitIn(folder, 'commit', '-q', '--allow-empty', '-m', 'of the agent’s own');
  writeFileSync(join(folder, 'b.txt'), 'b\n');
  const made = await repository.commit('story.1', base, 'work');
  const tip = at.save('the branch went on');
  const replayed = await repository.rebase('story.1', made?.commit ?? '', tip, 'work');
  at.git('reset', '-q', '--hard', base);
  at.git('reflog', 'expire', '--expire=now', '--all');
  at.git('gc', '-q', '--prune=now');
  at.git('worktree', 'prune', '--expire=now');
  if ('conflicts' in replayed) throw new Error('it conflicts');
  await repository.checkout('story.1', replayed.commit);
  expect(at.gitIn(folder, 'log', '--format=%s')).toBe('work\nthe branch went on\nfirst');
  expect(at.git('rev-parse', 'refs/baro/r1/story/1')).toBe(replayed.commit);
});

test('only the change of the commit itself is replayed where the histories parted before its parent', async () => {
  const at = temporaryRepository({ 'a.txt': 'a\n' });
  const base = at.git('rev-parse', 'HEAD');
  const parent = commitOn(at, base, 'parent', () => at.write('parent.txt', 'not mine\n'));
  const mine = commitOn(at, parent, 'mine', () => at.write('mine.txt', 'mine\n'));
  const tip = commitOn(at, base, 'tip', () => at.write('tip.txt', 'tip\n'));
  const repository = await at.open();
  const replayed = await repository.rebase('mine.1', mine, tip, 'mine');
  if ('conflicts' in replayed) throw new Error('it conflicts');
  expect(at.git('ls-tree', '--name-only', replayed.commit)).toBe('a.txt\nmine.txt\ntip.txt');
});

test.each<[string, (at: Temporary) => void, (at: Temporary) => void, string[]]>([
  ['text', (at) => at.write('a.txt', 'mine\n'), (at) => at.write('a.txt', 'theirs\n'), ['a.txt']],
  [
    'a file deleted here and changed there',
    (at) => at.git('rm', '-q', 'a.txt'),
    (at) => at.write('a.txt', 'x\n'),
    ['a.txt'],
  ],
  [
    'binary files',
    (at) => at.write('b.bin', Buffer.from([0, 1])),
    (at) => at.write('b.bin', Buffer.from([0, 2])),
    ['b.bin'],
  ],
  [
    'a name with a line break',
    (at) => at.write('new\nline', 'mine\n'),
    (at) => at.write('new\nline', 'theirs\n'),
    ['new\nline'],
  ],
])('a conflict names its paths: %s', async (_, mine, theirs, paths) => {
  const at = temporaryRepository({ 'a.txt': 'one\n' });
  const base = at.git('rev-parse', 'HEAD');
  const ours = commitOn(at, base, 'mine', () => mine(at));
  const tip = commitOn(at, base, 'theirs', () => theirs(at));
  const repository = await at.open();
  expect(await repository.rebase('ours.1', ours, tip, 'mine')).toEqual({ conflicts: paths });
  expect(await repository.rehearse(ours, tip)).toEqual(paths);
});

test('a file renamed in two ways conflicts under all its names', async () => {
  const at = temporaryRepository({ 'a.txt': numbered(20) });
  const base = at.git('rev-parse', 'HEAD');
  const ours = commitOn(at, base, 'mine', () => at.git('mv', 'a.txt', 'mine.txt'));
  const tip = commitOn(at, base, 'theirs', () => at.git('mv', 'a.txt', 'theirs.txt'));
  const repository = await at.open();
  expect(await repository.rehearse(ours, tip)).toEqual(['a.txt', 'mine.txt', 'theirs.txt']);
});

test('a change of content and a change of mode or name go together', async () => {
  const at = temporaryRepository({ 'a.txt': numbered(20) });
  const base = at.git('rev-parse', 'HEAD');
  const ours = commitOn(at, base, 'mine', () => {
    at.git('mv', 'a.txt', 'b.txt');
    chmodSync(join(at.checkout, 'b.txt'), 0o755);
  });
  const tip = commitOn(at, base, 'theirs', () => at.write('a.txt', `start\n${numbered(20)}`));
  const repository = await at.open();
  expect(await repository.rehearse(ours, tip)).toEqual([]);
  const replayed = await repository.rebase('ours.1', ours, tip, 'mine');
  if ('conflicts' in replayed) throw new Error('it conflicts');
  expect(at.git('ls-tree', replayed.commit)).toMatch(/^100755 blob \w+\tb.txt$/);
  expect(at.git('show', `${replayed.commit}:b.txt`)).toMatch(/^start\n/);
});

test('the branch moves only from where it was thought to be', async () => {
  const at = temporaryRepository();
  const base = at.git('rev-parse', 'HEAD');
  const next = commitOn(at, base, 'next', () => at.write('b.txt', 'b\n'));
  const other = commitOn(at, base, 'other', () => at.write('c.txt', 'c\n'));
  const repository = await at.open();
  await repository.createBranch('baro/run', base);
  await repository.createBranch('baro/run', other);
  expect(await repository.tip('baro/run')).toBe(base);
  expect(await repository.advance('baro/run', base, next)).toBe(true);
  expect(await repository.advance('baro/run', base, other)).toBe(false);
  expect(await repository.advance('baro/run', base, next)).toBe(true);
  expect(await repository.tip('baro/run')).toBe(next);
  expect(await repository.tip('baro/none')).toBeUndefined();
  expect(await repository.commits(base, next)).toEqual([{ commit: next, message: 'next' }]);
});

test('no branch but those of Baro is ever moved, and none that is checked out', async () => {
  const at = temporaryRepository();
  const base = at.git('rev-parse', 'HEAD');
  const repository = await at.open();
  await expect(repository.advance('main', base, base)).rejects.toThrow('not a branch of Baro');
  await repository.createBranch('baro/run', base);
  at.git('checkout', '-q', 'baro/run');
  await expect(repository.advance('baro/run', base, base)).rejects.toMatchObject({
    reason: 'branch_checked_out',
    message: expect.stringContaining('baro/run is checked out in the folder checkout'),
  });
  expect(at.git('status', '--porcelain')).toBe('');
});

test('an agent that checks the run’s branch out keeps nothing from moving', async () => {
  const at = temporaryRepository();
  const base = at.git('rev-parse', 'HEAD');
  const next = at.save('next');
  const repository = await at.open();
  await repository.createBranch('baro/run', base);
  const { folder } = await repository.prepare('story.1', base, never);
  at.gitIn(folder, 'checkout', '-q', 'baro/run');
  expect(await repository.advance('baro/run', base, next)).toBe(true);
  at.git('worktree', 'add', '-q', join(at.folder, 'mine'), 'baro/run', '--force');
  await expect(repository.advance('baro/run', next, base)).rejects.toThrow('in the folder mine');
});

test('T062 a lock on the branch is waited for, and stands in the way where nobody lets it go', async () => {
  const at = temporaryRepository();
  const base = at.git('rev-parse', 'HEAD');
  const next = at.save('next');
  const repository = await at.open();
  await repository.createBranch('baro/run', base);
  const lock = join(at.commonDir, 'refs/heads/baro/run.lock');
  writeFileSync(lock, '');
  await expect(repository.advance('baro/run', base, next)).rejects.toMatchObject({
    reason: 'branch_stuck',
    message: expect.stringContaining(`Unable to create '${lock}'`),
  });
  expect(existsSync(lock), 'it is not ours to take away').toBe(true);
  const moving = repository.advance('baro/run', base, next);
  setTimeout(() => rmSync(lock), 500);
  expect(await moving).toBe(true);
  expect(at.git('rev-parse', 'baro/run')).toBe(next);
});

test('a ref that the work of an attempt cannot get is no fault of the attempt', async () => {
  const at = temporaryRepository();
  const base = at.git('rev-parse', 'HEAD');
  const repository = await at.open();
  const { folder } = await repository.prepare('story.1', base, never);
  writeFileSync(join(folder, 'x'), 'x');
  mkdirSync(join(at.commonDir, 'refs/baro/r1/story'), { recursive: true });
  writeFileSync(join(at.commonDir, 'refs/baro/r1/story/1.lock'), '');
  await expect(repository.commit('story.1', base, 'x')).rejects.toMatchObject({
    reason: 'branch_stuck',
    message: expect.stringMatching(/^refs\/baro\/r1\/story\/1 could not be written: /),
  });
  await expect(repository.remove('story.1')).rejects.toMatchObject({ reason: 'branch_stuck' });
  expect(existsSync(join(folder, 'x'))).toBe(true);
});
