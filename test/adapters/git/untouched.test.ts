import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inspect } from '../../../src/adapters/git/preflight.ts';
import { everything, never, type Temporary, temporaryRepository } from './temporary.ts';

async function wholeRun(at: Temporary) {
  const found = await inspect(at.checkout, { env: at.env });
  if (!found.ok) throw new Error(found.problem);
  const repository = await at.open();
  await repository.prepareAhead('one.1', found.head, never);
  await repository.createBranch('baro/run', found.head);
  for (const name of ['one.1', 'two.1']) {
    const { folder } = await repository.prepare(name, found.head, never);
    writeFileSync(join(folder, `${name}.txt`), 'work\n');
    await repository.snapshot(name);
    const made = await repository.commit(name, found.head, name);
    const tip = await repository.tip('baro/run');
    const onTip = await repository.rebase(name, made?.commit ?? '', tip ?? '', name);
    if ('conflicts' in onTip) throw new Error('it conflicts');
    expect(await repository.advance('baro/run', tip ?? '', onTip.commit)).toBe(true);
    await repository.checkout(name, onTip.commit);
    await repository.remove(name);
  }
  await repository.close();
  return { found, tree: at.git('ls-tree', '-r', '--name-only', 'baro/run') };
}

test('staged, unstaged, untracked, ignored and stashed work stays as it is, to the byte', async () => {
  const at = temporaryRepository({ 'a.txt': 'one\n', 'b.txt': 'one\n', '.gitignore': 'ignored\n' });
  at.write('a.txt', 'stashed\n');
  at.git('stash', '-q');
  at.write('a.txt', 'staged\n');
  at.git('add', 'a.txt');
  at.write('a.txt', 'not staged\n');
  at.write('untracked.txt', 'x\n');
  at.write('ignored', 'x\n');
  at.git('config', 'core.untrackedCache', 'true');
  at.git('update-index', '--untracked-cache');
  writeFileSync(join(at.commonDir, 'info', 'exclude'), '# mine\n');
  const before = everything(at);
  const { found, tree } = await wholeRun(at);
  expect(everything(at)).toEqual(before);
  expect(tree).toBe('.gitignore\na.txt\nb.txt\none.1.txt\ntwo.1.txt');
  expect(found.uncommitted).toBe(2);
});

test('a rebase that is under way is left where it stands', async () => {
  const at = temporaryRepository({ 'a.txt': 'one\n' });
  at.git('checkout', '-q', '-b', 'side');
  at.write('a.txt', 'side\n');
  at.save('side');
  at.git('checkout', '-q', 'main');
  at.write('a.txt', 'main\n');
  at.save('main');
  expect(() => at.git('rebase', 'side')).toThrow();
  const before = everything(at);
  const { found } = await wholeRun(at);
  expect(everything(at)).toEqual(before);
  expect(found.branch).toBeUndefined();
  expect(found.notes).toContain('A rebase is under way in your checkout; it is left alone.');
  at.git('rebase', '--abort');
});

test('a run goes on while the person commits, packs and prunes', async () => {
  const at = temporaryRepository();
  const base = at.git('rev-parse', 'HEAD');
  const repository = await at.open();
  const { folder } = await repository.prepare('story.1', base, never);
  writeFileSync(join(folder, 'a.txt'), 'work\n');
  const made = await repository.commit('story.1', base, 'work');
  at.write('mine.txt', 'mine\n');
  at.save('mine');
  at.git('worktree', 'prune', '--expire=now');
  at.git('gc', '-q', '--prune=now');
  writeFileSync(join(folder, 'more.txt'), 'more\n');
  expect((await repository.commit('story.1', made?.commit ?? '', 'more'))?.files).toEqual(['more.txt']);
});

test('a run starts from a linked worktree of the person as well', async () => {
  const at = temporaryRepository();
  const linked = join(at.folder, 'linked');
  execFileSync('git', ['worktree', 'add', '-q', '-b', 'topic', linked], { cwd: at.checkout, env: at.env });
  const found = await inspect(linked, { env: at.env });
  expect(found).toMatchObject({ ok: true, root: linked, commonDir: at.commonDir, branch: 'topic' });
});
