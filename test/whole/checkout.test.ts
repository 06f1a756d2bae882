import { chmodSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ends } from './rig/baro.ts';
import { bytesOf, otherRefs } from './rig/checkout.ts';
import { scripted, smallPlan, smallRepository } from './rig/small-run.ts';
import { type World, world } from './rig/world.ts';

/** Work of every kind that is not committed: staged, unstaged, both in one file, untracked, ignored, stashed. */
function dirty({ git, write, repo }: World) {
  write({ '.gitignore': 'private/\n*.log\n', 'b.txt': 'b\n', 'c.txt': 'c\n', 'run.sh': 'exit 0\n' });
  git('add', '-A');
  git('commit', '-q', '-m', 'more');
  write({ 'notes/first.txt': 'put aside\n', 'aside.txt': 'put aside\n' });
  git('stash', 'push', '-q', '--include-untracked');
  write({ 'b.txt': 'staged\n', 'c.txt': 'staged\n', 'new.txt': 'staged\n' });
  git('add', 'b.txt', 'c.txt', 'new.txt');
  write({ 'c.txt': 'and changed again\n', 'notes/first.txt': 'not staged\n', 'untracked.txt': 'mine\n' });
  write({ 'private/diary.txt': 'dear diary\n', 'debug.log': 'noise\n' });
  git('rm', '-q', '--cached', 'test.js');
  chmodSync(join(repo, 'run.sh'), 0o755);
  symlinkSync('untracked.txt', join(repo, 'link'));
  write({ '.git/info/exclude': '*.mine\n', 'x.mine': '1\n' });
  git('update-index', '--assume-unchanged', 'b.txt');
}

async function isUntouchedBy(place: World, ...args: readonly string[]) {
  const before = {
    bytes: bytesOf(place.repo),
    refs: otherRefs(place.git),
    stash: place.git('stash', 'list'),
  };
  const ended = await place.baro([
    ...args,
    ...scripted(place.folder),
    '--local-only',
    '--yes',
    smallPlan.goal,
  ]);
  ends(0, ended);
  expect(bytesOf(place.repo)).toEqual(before.bytes);
  expect(otherRefs(place.git)).toEqual(before.refs);
  expect(place.git('stash', 'list')).toEqual(before.stash);
  expect(place.leftovers()).toEqual([]);
  return ended;
}

test('a dirty checkout is the same afterwards, byte for byte', async () => {
  const place = world(smallRepository);
  dirty(place);
  const { stderr } = await isUntouchedBy(place);
  expect(stderr).toMatch(/files are not committed; the run starts from the commit and leaves them alone/);
});

test('a run that takes along what is not committed has it as its first commit, and leaves the checkout the same', async () => {
  const place = world(smallRepository);
  dirty(place);
  const { stderr } = await isUntouchedBy(place, '--include-changes');
  expect(stderr).toMatch(/files are not committed; a copy of what they are now is to be the first commit/);
  const [branch = ''] = place.git('branch', '--list', '--format=%(refname:short)', 'baro/*').split('\n');
  const subjects = place.git('log', '--reverse', '--format=%s', `main..${branch}`).split('\n');
  expect(subjects[0]).toBe('What was not committed when the run began');
  expect(subjects.length).toBeGreaterThan(1);
  expect(place.git('show', `${branch}:c.txt`)).toBe('and changed again');
  expect(place.git('show', `${branch}:untracked.txt`)).toBe('mine');
  expect(place.git('ls-tree', '-r', '--name-only', branch)).not.toMatch(/diary|debug\.log|x\.mine/);
});

test('a rebase in progress and a detached HEAD stay as they are', async () => {
  const place = world(smallRepository);
  const { git, write } = place;
  git('checkout', '-q', '-b', 'topic');
  write({ 'a.txt': 'topic\n' });
  git('add', '-A');
  git('commit', '-q', '-m', 'topic');
  git('checkout', '-q', 'main');
  write({ 'a.txt': 'main\n' });
  git('add', '-A');
  git('commit', '-q', '-m', 'main');
  git('checkout', '-q', 'topic');
  expect(() => git('rebase', 'main')).toThrow();
  write({ 'notes/first.txt': 'in the middle of it\n' });
  const { stderr } = await isUntouchedBy(place);
  expect(stderr).toMatch(/A rebase is under way in your checkout; it is left alone/);
  git('checkout', '-q', '--force', '--detach', 'main');
});

test('a run from another branch leaves the one that is checked out alone', async () => {
  const place = world(smallRepository);
  const { git, write } = place;
  git('branch', 'release');
  write({ 'notes/first.txt': 'later\n' });
  git('commit', '-q', '-a', '-m', 'later');
  await isUntouchedBy(place, '--base', 'release');
  const [branch = ''] = git('branch', '--list', 'baro/*', '--format=%(refname:short)').split('\n');
  expect(git('merge-base', branch, 'main')).toBe(git('rev-parse', 'release'));
});
