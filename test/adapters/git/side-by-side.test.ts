import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { uptime } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { isLocked, tryLock, withLock } from '../../../src/adapters/git/lock.ts';
import { never, type Temporary, temporaryRepository } from './temporary.ts';

const source = (path: string) => new URL(`../../../src/adapters/git/${path}`, import.meta.url).pathname;

/** Runs a module that imports Baro's own sources in a process of its own, and gives what it printed. */
async function inAnotherProcess(at: Temporary, code: string): Promise<string> {
  const outfile = join(at.folder, `other-${Math.random()}.mjs`);
  await build({
    stdin: { contents: code, resolveDir: at.folder, loader: 'ts' },
    ...{ bundle: true, platform: 'node', format: 'esm', outfile, logLevel: 'error' },
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    nodePaths: [join(process.cwd(), 'node_modules')],
  });
  const { stdout } = await promisify(execFile)(process.execPath, [outfile], { env: at.env });
  return stdout;
}

test('sixteen worktrees are made side by side, and as many from another process', async () => {
  const at = temporaryRepository();
  const base = at.git('rev-parse', 'HEAD');
  const repository = await at.open();
  const other = inAnotherProcess(
    at,
    `import { openRepository } from ${JSON.stringify(source('repository.ts'))};
     const repository = await openRepository({
       commonDir: ${JSON.stringify(at.commonDir)}, worktrees: ${JSON.stringify(join(at.folder, 'worktrees', 'r2'))},
       temporary: ${JSON.stringify(join(at.folder, 't', 'r2'))}, runId: 'r2', env: process.env, map: async () => { throw new Error('not asked for here'); },
     });
     await Promise.all(Array.from({ length: 16 }, (_, n) =>
       repository.prepare('other.' + (n + 1), ${JSON.stringify(base)}, new AbortController().signal)));
     console.log((await repository.worktrees()).length);`,
  );
  const made = await Promise.all(
    Array.from({ length: 16 }, (_, n) => repository.prepare(`story.${n + 1}`, base, never)),
  );
  expect((await other).trim()).toBe('16');
  expect(at.git('worktree', 'list').split('\n')).toHaveLength(33);
  expect(new Set(made.map(({ env }) => env['PORT'])).size).toBe(16);
  for (const { folder } of made) expect(at.gitIn(folder, 'status', '--porcelain')).toBe('');
  expect(readdirSync(join(at.commonDir, 'baro/locks/worktrees'))).toEqual([]);
});

test('the lock of a process that was killed is taken over', async () => {
  const at = temporaryRepository();
  const folder = join(at.folder, 'lock');
  const held = inAnotherProcess(
    at,
    `import { isLocked, tryLock, withLock } from ${JSON.stringify(source('lock.ts'))};
     await withLock(${JSON.stringify(folder)}, async () => { process.kill(process.pid, 'SIGKILL'); await new Promise(() => {}); });`,
  );
  await expect(held).rejects.toThrow();
  expect(readdirSync(folder)).toHaveLength(1);
  expect(await withLock(folder, async () => readdirSync(folder).length)).toBe(1);
  expect(readdirSync(folder)).toEqual([]);
});

test('only one of many who try at once gets the lock, and the next when it is let go', async () => {
  const at = temporaryRepository();
  const folder = join(at.folder, 'lock');
  const releases = (await Promise.all(Array.from({ length: 8 }, () => tryLock(folder)))).filter(Boolean);
  expect(releases).toHaveLength(1);
  expect(await isLocked(folder)).toBe(true);
  await releases[0]?.();
  expect(await isLocked(folder)).toBe(false);
  const next = await tryLock(folder);
  expect(next).toBeDefined();
  await next?.();
});

test('the number of a dead process given to a living one does not hold the lock', async () => {
  const at = temporaryRepository();
  const folder = join(at.folder, 'lock');
  let name = '';
  await withLock(folder, async () => {
    name = readdirSync(folder)[0] ?? '';
  });
  const [host, pid, start, id] = name.split('.');
  writeFileSync(join(folder, `${host}.${pid}.${Number(start) + 1}.${id}`), '');
  if (process.platform === 'linux') expect(await withLock(folder, async () => 'mine')).toBe('mine');
});

test('a file older than the machine’s own start holds no lock, whoever has the number now', async () => {
  const at = temporaryRepository();
  const folder = join(at.folder, 'lock');
  let host = '';
  await withLock(folder, async () => {
    host = readdirSync(folder)[0]?.split('.')[0] ?? '';
  });
  const file = join(folder, `${host}.${process.pid}.0.x`);
  writeFileSync(file, '');
  expect(await isLocked(folder)).toBe(true);
  const before = Date.now() / 1000 - uptime() - 3600;
  utimesSync(file, before, before);
  expect(await isLocked(folder)).toBe(false);
});

test('a lock that nobody lets go of is not waited for without end', async () => {
  const at = temporaryRepository();
  const folder = join(at.folder, 'lock');
  const release = await tryLock(folder);
  const waiting = withLock(folder, async () => 'mine', undefined, 100);
  await expect(waiting).rejects.toMatchObject({
    reason: 'locked',
    message: expect.stringContaining(`process ${process.pid}`),
  });
  await release?.();
  expect(await withLock(folder, async () => 'mine')).toBe('mine');
});

test('who waits for the lock can give up', async () => {
  const at = temporaryRepository();
  const folder = join(at.folder, 'lock');
  mkdirSync(folder);
  const other = spawn('sleep', ['60']);
  const stranger = join(folder, `ffffffff.${other.pid}.0.x`);
  writeFileSync(stranger, '');
  const giveUp = new AbortController();
  const waiting = withLock(folder, async () => 'mine', giveUp.signal);
  giveUp.abort(new Error('never mind'));
  await expect(waiting).rejects.toThrow('never mind');
  const again = withLock(folder, async () => 'mine');
  await sleep(20);
  rmSync(stranger);
  expect(await again).toBe('mine');
  other.kill('SIGKILL');
});

test('whatever a killed git worktree add left, the worktree is made', async () => {
  const at = temporaryRepository(
    Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`f${n}.txt`, 'x\n'])),
  );
  const base = at.git('rev-parse', 'HEAD');
  const repository = await at.open();
  const root = join(at.folder, 'worktrees/r1');
  const left: Readonly<Record<string, () => void>> = {
    'unborn.1': () => {
      mkdirSync(join(at.commonDir, 'worktrees/unborn.1'), { recursive: true });
      writeFileSync(join(at.commonDir, 'worktrees/unborn.1/locked'), 'initializing');
    },
    'empty.1': () => {
      const admin = join(at.commonDir, 'worktrees/empty.1');
      mkdirSync(admin, { recursive: true });
      mkdirSync(join(root, 'empty.1'));
      writeFileSync(join(admin, 'locked'), 'initializing');
      writeFileSync(join(admin, 'gitdir'), `${join(root, 'empty.1/.git')}\n`);
      writeFileSync(join(root, 'empty.1/.git'), `gitdir: ${admin}\n`);
    },
    'files.1': () => {
      at.git('worktree', 'add', '-q', '--lock', '--detach', join(root, 'files.1'), base);
      rmSync(join(root, 'files.1/f1.txt'));
      writeFileSync(join(at.commonDir, 'worktrees/files.1/index.lock'), '');
    },
    'folder.1': () => mkdirSync(join(root, 'folder.1/sub'), { recursive: true }),
  };
  for (const [name, leave] of Object.entries(left)) {
    leave();
    const { folder } = await repository.prepare(name, base, never);
    expect(at.gitIn(folder, 'status', '--porcelain'), name).toBe('');
    expect(existsSync(join(folder, 'f1.txt')), name).toBe(true);
  }
  expect(readdirSync(join(at.commonDir, 'worktrees')).sort()).toEqual(Object.keys(left).sort());
});

test('an abandoned preparation leaves nothing that is in the way of the next', async () => {
  const at = temporaryRepository();
  const base = at.git('rev-parse', 'HEAD');
  const repository = await at.open();
  const giveUp = new AbortController();
  giveUp.abort(new Error('stopped'));
  await expect(repository.prepare('story.1', base, giveUp.signal)).rejects.toThrow('stopped');
  const { folder } = await repository.prepare('story.1', base, never);
  expect(at.gitIn(folder, 'status', '--porcelain')).toBe('');
});

test('a second call takes up what the first has made, work included', async () => {
  const at = temporaryRepository();
  const base = at.git('rev-parse', 'HEAD');
  const { folder, env } = await (await at.open()).prepare('story.1', base, never);
  writeFileSync(join(folder, 'work.txt'), 'work\n');
  const again = await (await at.open()).prepare('story.1', base, never);
  expect(again).toEqual({ folder, env });
  expect(existsSync(join(folder, 'work.txt'))).toBe(true);
});
