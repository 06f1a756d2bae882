import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openGit } from '../../../src/adapters/git/git.ts';
import { inspect } from '../../../src/adapters/git/preflight.ts';
import { push } from '../../../src/adapters/git/push.ts';
import { never, type Temporary, temporaryRepository } from './temporary.ts';

/** A program that leaves a mark, and the folder of marks. */
function trap(at: Temporary) {
  const marks = join(at.folder, 'marks');
  mkdirSync(marks);
  const program = (name: string, then = 'cat') => {
    const file = join(at.folder, `trap-${name}.sh`);
    writeFileSync(file, `#!/bin/sh\ntouch ${join(marks, name)}\n${then}\n`);
    chmodSync(file, 0o755);
    return file;
  };
  return { program, marks: () => readdirSync(marks) };
}

/** All that Baro does with a repository, from the first look to the push. */
async function wholeLife(at: Temporary, meddle: (folder: string) => void = () => {}) {
  const found = await inspect(at.checkout, { env: at.env });
  if (!found.ok) throw new Error(found.problem);
  const repository = await at.open();
  await repository.prepareAhead('story.1', found.head, never);
  await repository.createBranch('baro/run', found.head);
  const { folder } = await repository.prepare('story.1', found.head, never);
  writeFileSync(join(folder, 'a.txt'), 'changed\n');
  writeFileSync(join(folder, 'new.txt'), 'new\n');
  meddle(folder);
  await repository.snapshot('story.1');
  const made = await repository.commit('story.1', found.head, 'work');
  if (!made) throw new Error('nothing was committed');
  const other = await repository.prepare('other.1', found.head, never);
  writeFileSync(join(other.folder, 'a.txt'), 'otherwise\n');
  const theirs = await repository.commit('other.1', found.head, 'other');
  await repository.rehearse(made.commit, theirs?.commit ?? '');
  await repository.rebase('story.1', made.commit, theirs?.commit ?? '', 'work');
  await repository.checkout('story.1', made.commit);
  await repository.diff(found.head, made.commit, 10_000);
  await repository.changedPaths(found.head, made.commit);
  await repository.commits(found.head, made.commit);
  await repository.advance('baro/run', found.head, made.commit);
  const git = openGit({ commonDir: at.commonDir, scratch: at.checkout, base: at.env });
  execFileSync('git', ['init', '-q', '--bare', join(at.folder, 'remote.git')], { env: at.env });
  const url = join(at.folder, 'remote.git');
  expect(await push(git, { url, branch: 'baro/run', commit: made.commit })).toEqual({ ok: true });
  await repository.remove('story.1');
  await repository.remove('other.1');
  await repository.close();
  return { made };
}

const HOOKS = [
  ...['pre-commit', 'post-commit', 'post-checkout', 'pre-push', 'post-index-change', 'reference-transaction'],
  ...[
    'post-merge',
    'pre-merge-commit',
    'prepare-commit-msg',
    'commit-msg',
    'push-to-checkout',
    'post-rewrite',
  ],
];

type Trap = (at: Temporary, program: ReturnType<typeof trap>['program']) => void;

/** Sets that do not hide one another. The marks are named for the trap that went off. */
const TRAPS: Readonly<Record<string, Trap>> = {
  'settings and hooks': (at, program) => {
    attributes(at, '* filter=evil diff=evil');
    for (const hook of HOOKS)
      writeFileSync(join(at.commonDir, 'hooks', hook), `#!/bin/sh\n${program(hook, 'exit 0')}\n`, {
        mode: 0o755,
      });
    at.git('config', 'core.fsmonitor', program('fsmonitor', 'echo /'));
    at.git('config', 'diff.external', program('diff-external', 'exit 0'));
    at.git('config', 'filter.evil.clean', program('clean'));
    at.git('config', 'filter.evil.smudge', program('smudge'));
    at.git('config', 'filter.evil.required', 'true');
    at.git('config', 'gpg.program', program('gpg', 'exit 1'));
    at.git('config', 'commit.gpgSign', 'true');
    at.git('config', 'push.gpgSign', 'if-asked');
    at.git('config', 'log.showSignature', 'true');
    at.git('config', 'core.pager', program('pager'));
    at.git('config', 'core.editor', program('editor'));
    at.git('config', 'alias.checkout', `!${program('alias')}`);
  },
  'an included file, another folder of hooks, drivers': (at, program) => {
    const hooks = join(at.folder, 'hooks');
    mkdirSync(hooks);
    for (const hook of HOOKS)
      writeFileSync(join(hooks, hook), `#!/bin/sh\n${program(hook, 'exit 0')}\n`, { mode: 0o755 });
    attributes(at, '* diff=evil filter=eViL.x');
    writeFileSync(join(at.commonDir, 'info', 'attributes'), '* merge=evil\n');
    writeFileSync(join(at.folder, 'included'), `[core]\n\tfsmonitor = ${program('included', 'echo /')}\n`);
    at.git('config', 'include.path', join(at.folder, 'included'));
    at.git('config', 'core.hooksPath', hooks);
    at.git('config', 'diff.evil.command', program('diff-driver', 'exit 0'));
    at.git('config', 'merge.evil.driver', `${program('merge-driver', 'exit 0')} %O %A %B`);
    at.git('config', 'FILTER.eViL.x.PROCESS', program('process', 'exit 1'));
    at.git('config', 'filter.eViL.x.required', 'true');
  },
  'config.worktree, textconv, a false LFS, remotes': (at, program) => {
    attributes(at, '* filter=lfs diff=evil');
    at.git('config', 'extensions.worktreeConfig', 'true');
    at.git('config', '--worktree', 'core.fsmonitor', program('worktree-config', 'echo /'));
    at.git('config', 'diff.evil.textconv', program('textconv', 'echo x'));
    at.git('config', 'filter.lfs.clean', program('lfs-clean'));
    at.git('config', 'filter.lfs.smudge', program('lfs-smudge'));
    at.git('remote', 'add', 'origin', join(at.folder, 'remote.git'));
    at.git('config', 'remote.origin.receivepack', program('receivepack', 'exit 1'));
    at.git('config', 'remote.origin.uploadpack', program('uploadpack', 'exit 1'));
    at.git('config', 'core.sshCommand', program('ssh', 'exit 1'));
    at.git('config', `url.ext::${program('ext', 'exit 1')} %S /.insteadOf`, at.folder);
    at.git('config', 'protocol.ext.allow', 'always');
    at.git('config', 'core.alternateRefsCommand', program('alternates', 'exit 0'));
    at.git('config', 'credential.helper', program('credential', 'exit 0'));
  },
};

function attributes(at: Temporary, text: string) {
  at.write('.gitattributes', `${text}\n`);
  at.save('attributes');
}

test.each(Object.entries(TRAPS))('no program that the repository names is ever run: %s', async (_, set) => {
  const at = temporaryRepository();
  const { program, marks } = trap(at);
  set(at, program);
  const { made } = await wholeLife(at);
  expect(marks()).toEqual([]);
  expect(made.files).toEqual(['a.txt', 'new.txt']);
  at.write('a.txt', 'by the person\n');
  spawnSync('git', ['diff'], { cwd: at.checkout, env: at.env });
  expect(marks(), 'the traps are real').not.toEqual([]);
});

test('a trap that is set while the agent works does not go off either', async () => {
  const at = temporaryRepository();
  const traps = trap(at);
  await wholeLife(at, (folder) => {
    const clean = traps.program('late-clean');
    writeFileSync(join(folder, '.gitattributes'), '*.txt filter=late diff=late merge=late\n');
    at.git('config', 'filter.late.clean', clean);
    at.git('config', 'filter.late.smudge', clean);
    at.git('config', 'diff.late.textconv', clean);
    at.git('config', 'merge.late.driver', clean);
    at.git('config', 'core.fsmonitor', clean);
  });
  expect(traps.marks()).toEqual([]);
});

test('a repository inside the worktree is committed by its files, and none of its programs run', async () => {
  const at = temporaryRepository();
  const traps = trap(at);
  const repository = await at.open();
  const base = at.git('rev-parse', 'HEAD');
  const { folder } = await repository.prepare('story.1', base, never);
  const nested = join(folder, 'app');
  mkdirSync(nested);
  at.gitIn(nested, 'init', '-q');
  writeFileSync(join(nested, '.gitignore'), 'secret\n');
  writeFileSync(join(nested, 'index.js'), '1\n');
  writeFileSync(join(nested, 'secret'), '1\n');
  at.gitIn(nested, 'add', '-A');
  at.gitIn(nested, 'commit', '-qm', 'inner');
  at.gitIn(nested, 'config', 'core.fsmonitor', traps.program('nested', 'echo /'));
  const made = await repository.commit('story.1', base, 'app');
  expect(made?.files).toEqual(['app/.gitignore', 'app/index.js']);
  expect(made?.gates).toEqual([
    'app holds a repository of its own: its files are committed, its history is not.',
  ]);
  expect(traps.marks()).toEqual([]);
});

test('a worktree whose .git file was bent towards another repository is tampered with', async () => {
  const at = temporaryRepository();
  const traps = trap(at);
  const evil = join(at.folder, 'evil');
  execFileSync('git', ['init', '-q', evil], { env: at.env });
  at.gitIn(evil, 'config', 'core.fsmonitor', traps.program('evil', 'echo /'));
  const repository = await at.open();
  const base = at.git('rev-parse', 'HEAD');
  const { folder } = await repository.prepare('story.1', base, never);
  writeFileSync(join(folder, 'a.txt'), 'work\n');
  writeFileSync(join(folder, '.git'), `gitdir: ${join(evil, '.git')}\n`);
  const error = { name: 'Tampered' };
  await expect(repository.commit('story.1', base, 'work')).rejects.toMatchObject(error);
  await expect(repository.snapshot('story.1')).rejects.toMatchObject(error);
  await expect(repository.checkout('story.1', base)).rejects.toMatchObject(error);
  expect(await repository.remove('story.1')).toBe(true);
  expect(at.git('show', 'refs/baro/r1/story/1:a.txt')).toBe('work');
  expect(traps.marks()).toEqual([]);
  expect(existsSync(join(evil, '.git', 'config'))).toBe(true);
});

test("the person's own LFS filter runs, and only as git-lfs itself writes it", async () => {
  const at = temporaryRepository();
  const traps = trap(at);
  const bin = join(at.folder, 'bin');
  mkdirSync(bin);
  execFileSync('cp', [traps.program('lfs'), join(bin, 'git-lfs')]);
  attributes(at, '*.bin filter=lfs');
  const own = (value: string, ...rest: string[]) => at.git('config', '--global', value, ...rest);
  own('filter.lfs.clean', 'git-lfs clean -- %f');
  own('filter.lfs.smudge', 'git-lfs smudge -- %f');
  own('filter.lfs.process', 'git-lfs filter-process');
  own('filter.lfs.required', 'true');
  const attempt = async (runId: string) => {
    const env = { ...at.env, PATH: `${bin}:${at.env['PATH']}` };
    const repository = await at.open({ env, runId, worktrees: join(at.folder, 'worktrees', runId) });
    const base = at.git('rev-parse', 'HEAD');
    const { folder } = await repository.prepare('story.1', base, never);
    writeFileSync(join(folder, 'big.bin'), 'big\n');
    return repository.commit('story.1', base, 'big');
  };
  // this git-lfs speaks no protocol: that it was asked is all there is to see
  await expect(attempt('r1')).rejects.toThrow();
  expect(traps.marks()).toEqual(['lfs']);
  execFileSync('rm', [join(at.folder, 'marks', 'lfs')]);
  at.git('config', 'lfs.customtransfer.evil.path', traps.program('transfer'));
  expect((await attempt('r2'))?.files).toEqual(['big.bin']);
  expect(traps.marks()).toEqual([]);
});

test('a worktree that became a link is neither read nor followed', async () => {
  const at = temporaryRepository();
  const repository = await at.open();
  const base = at.git('rev-parse', 'HEAD');
  const { folder } = await repository.prepare('story.1', base, never);
  const outside = join(at.folder, 'outside');
  renameSync(folder, outside);
  writeFileSync(join(outside, 'private.txt'), 'private\n');
  symlinkSync(outside, folder);
  await expect(repository.commit('story.1', base, 'work')).rejects.toMatchObject({ name: 'Tampered' });
  expect(await repository.remove('story.1')).toBe(true);
  await repository.settled();
  expect(existsSync(join(outside, 'private.txt'))).toBe(true);
  expect(at.git('for-each-ref', 'refs/baro')).toBe('');
});

test('an object that stands in for another deceives nobody', async () => {
  const at = temporaryRepository();
  const repository = await at.open();
  const base = at.git('rev-parse', 'HEAD');
  const { folder } = await repository.prepare('story.1', base, never);
  writeFileSync(join(folder, 'a.txt'), 'bad\n');
  const made = await repository.commit('story.1', base, 'work');
  const honest = at.gitIn(folder, 'commit-tree', `${base}^{tree}`, '-p', base, '-m', 'honest');
  at.git('replace', made?.commit ?? '', honest);
  expect(at.git('diff', base, made?.commit ?? '')).toBe('');
  expect(await repository.diff(base, made?.commit ?? '', 1_000)).toContain('+bad');
});
