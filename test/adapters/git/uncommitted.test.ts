import { chmodSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openGit } from '../../../src/adapters/git/git.ts';
import { inspect } from '../../../src/adapters/git/preflight.ts';
import { commitUncommitted } from '../../../src/adapters/git/uncommitted.ts';
import { everything, type Temporary, temporaryRepository } from './temporary.ts';

const REF = 'refs/baro/r1/base/0';

async function taken(at: Temporary, folder = at.checkout) {
  const found = await inspect(folder, { env: at.env });
  if (!found.ok) throw new Error(found.problem);
  const git = openGit({ commonDir: found.commonDir, scratch: found.root, base: at.env });
  const { checkout, head } = found;
  return commitUncommitted(git, { checkout, head, ref: REF, message: 'Mine', env: at.env });
}

const files = (at: Temporary, commit: string) =>
  at
    .git('ls-tree', '-r', '--format=%(objectmode) %(path)', commit)
    .split('\n')
    .map((line) => {
      const [mode = '', path = ''] = line.split(' ');
      return `${mode} ${path}: ${at.git('show', `${commit}:${path}`)}`;
    });

test('what a person sees in the checkout becomes a commit, and the checkout stays as it is', async () => {
  const at = temporaryRepository({
    ...{ 'staged.txt': 'one\n', 'both.txt': 'one\n', 'gone.txt': 'x\n', 'same.txt': 'x\n', 'run.sh': 'x\n' },
    ...{ '.gitignore': 'ignored\nprivate/\n', 'moved.txt': 'x\n' },
  });
  at.write('staged.txt', 'two\n');
  at.write('both.txt', 'two\n');
  at.git('add', '-A');
  at.write('both.txt', 'three\n');
  at.write('folder/new.txt', 'new\n');
  at.write('ignored', 'x\n');
  at.write('private/diary.txt', 'x\n');
  at.write('node_modules/left-pad/index.js', 'x\n');
  rmSync(join(at.checkout, 'gone.txt'));
  at.git('mv', 'moved.txt', 'elsewhere.txt');
  chmodSync(join(at.checkout, 'run.sh'), 0o755);
  symlinkSync('same.txt', join(at.checkout, 'link'));
  const before = everything(at);
  const made = await taken(at);
  expect(everything(at)).toEqual(before);
  if ('problem' in made) throw new Error(made.problem);
  expect(files(at, made.commit)).toEqual([
    ...['100644 .gitignore: ignored\nprivate/', '100644 both.txt: three', '100644 elsewhere.txt: x'],
    ...['100644 folder/new.txt: new', '120000 link: same.txt', '100755 run.sh: x', '100644 same.txt: x'],
    '100644 staged.txt: two',
  ]);
  expect(at.git('rev-parse', REF)).toBe(made.commit);
  expect(at.git('log', '--format=%s by %an', made.commit).split('\n')).toEqual([
    'Mine by Ada',
    expect.anything(),
  ]);
});

test('the files that a sparse checkout leaves out are not taken for deleted', async () => {
  const at = temporaryRepository({ 'in/a.txt': 'a\n', 'out/b.txt': 'b\n' });
  at.git('sparse-checkout', 'set', 'in');
  at.write('in/a.txt', 'changed\n');
  const made = await taken(at);
  if ('problem' in made) throw new Error(made.problem);
  expect(files(at, made.commit)).toEqual(['100644 in/a.txt: changed', '100644 out/b.txt: b']);
});

test('a linked worktree of the person gives its own files', async () => {
  const at = temporaryRepository({ 'a.txt': 'one\n' });
  const linked = join(at.folder, 'linked');
  at.git('worktree', 'add', '-q', '-b', 'topic', linked);
  at.write('a.txt', 'here\n');
  at.write('../linked/a.txt', 'there\n');
  const made = await taken(at, linked);
  if ('problem' in made) throw new Error(made.problem);
  expect(files(at, made.commit)).toEqual(['100644 a.txt: there']);
});

test('what should not be pushed is refused, and so are files in conflict', async () => {
  const at = temporaryRepository({ 'a.txt': 'one\n' });
  at.write('.env', `KEY=sk-ant-${'q7Xc2LmZ9vRt4KpW8sYd3HgB'}\n`);
  expect(await taken(at)).toEqual({
    problem: expect.stringMatching(
      /^What is not committed in your checkout cannot be part of a run: .*\.env.* Commit it, ignore it or put it elsewhere, or run from the commit alone\.$/,
    ),
  });
  expect(at.git('for-each-ref', 'refs/baro')).toBe('');
  rmSync(join(at.checkout, '.env'));
  at.git('checkout', '-q', '-b', 'side');
  at.write('a.txt', 'side\n');
  at.save('side');
  at.git('checkout', '-q', 'main');
  at.write('a.txt', 'main\n');
  at.save('main');
  expect(() => at.git('merge', 'side')).toThrow();
  expect(await taken(at)).toEqual({ problem: expect.stringContaining('are in conflict. Resolve them') });
});

test('what would lose its encryption is refused', async () => {
  const at = temporaryRepository({ '.gitattributes': 'secrets/** filter=git-crypt\n', 'a.txt': 'one\n' });
  at.git('config', 'filter.git-crypt.clean', 'tr a-z b-za');
  at.write('secrets/prod.env', 'TOKEN=plain words\n');
  expect(await taken(at)).toEqual({
    problem: expect.stringContaining('secrets/prod.env without the filter git-crypt'),
  });
  expect(at.git('for-each-ref', 'refs/baro')).toBe('');
});
