import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { repositoryWorktrees, temporaryRoot, worktreeRoot } from '../../src/adapters/git/home.ts';
import { tryLock } from '../../src/adapters/git/lock.ts';
import { cleanRuns } from '../../src/run/clean.ts';
import { lockFolder } from '../../src/run/run-log.ts';
import { siteOf } from '../../src/run/site.ts';
import { never, temporaryRepository } from '../adapters/git/temporary.ts';
import { briefOf, over, plannedAt, requested } from '../support/made-up-log.ts';
import { noSettings } from '../support/no-settings.ts';
import { storeRun } from '../support/stored-run.ts';

test('what finished and dead runs left is taken away, and a live run keeps everything', async () => {
  const at = temporaryRepository();
  const home = join(at.folder, 'home-of-baro');
  const settings = { ...noSettings, worktreeDirectory: home };
  const base = at.git('rev-parse', 'HEAD');
  const plan = plannedAt(1, 2, [briefOf('a')]);
  storeRun(at.commonDir, 'finished', [[0, requested('finished')], ...plan, ...over(9)]);
  storeRun(at.commonDir, 'dead', [[0, requested('dead')], ...plan]);
  storeRun(at.commonDir, 'live', [[0, requested('live')], ...plan]);
  const temporaryOf = (runId: string) => temporaryRoot(home, at.commonDir, runId);
  for (const runId of ['finished', 'dead', 'live', 'without-log']) {
    const worktrees = worktreeRoot(home, at.commonDir, runId);
    const repository = await at.open({ runId, worktrees, temporary: temporaryOf(runId) });
    const { folder } = await repository.prepare('a.1', base, never);
    writeFileSync(join(folder, 'x'), 'x');
    await repository.commit('a.1', base, 'x');
    await repository.createBranch(`baro/${runId}`, base);
  }
  const unsaved = worktreeRoot(home, at.commonDir, 'dead');
  const dead = await at.open({ runId: 'dead', worktrees: unsaved, temporary: temporaryOf('dead') });
  writeFileSync(join((await dead.prepare('b.1', base, never)).folder, 'unsaved'), 'x');
  const release = await tryLock(lockFolder(join(at.commonDir, 'baro', 'runs', 'live')));
  const site = await siteOf(at.checkout, at.env);
  if ('problem' in site) throw new Error(site.problem);

  expect(await cleanRuns(site, settings, at.env)).toBe(
    'Removed 4 worktrees and the kept work of 2 attempts of 3 runs; logs and branches are still there. live is being worked on and was left alone.',
  );
  const folder = repositoryWorktrees(home, at.commonDir);
  const there = (runId: string) => existsSync(join(folder, runId, 'a.1'));
  expect(['finished', 'dead', 'live', 'without-log'].map(there)).toEqual([false, false, true, false]);
  expect(readdirSync(join(home, 't'))).toEqual([basename(temporaryOf('live'))]);
  expect(at.git('for-each-ref', '--format=%(refname)', 'refs/baro').split('\n')).toEqual([
    'refs/baro/dead/a/1', // a resumed run may still want it
    'refs/baro/dead/b/1', // and what its agents had not got to the end of
    'refs/baro/live/a/1',
  ]);
  expect(at.git('show', 'refs/baro/dead/b/1:unsaved')).toBe('x');
  expect(at.git('branch', '--list', 'baro/*').split('\n')).toHaveLength(4);
  expect(at.git('status', '--porcelain')).toBe('');
  await release?.();
});

test.each([
  [
    'a flipped byte',
    (log: string) => writeFileSync(log, readFileSync(log, 'utf8').replace('house', 'mouse')),
  ],
  ['what a newer Baro wrote', (log: string) => appendFileSync(log, '{"seq":5,"event":{"type":"new"}}\n')],
])('a run whose log holds %s keeps everything until its folder is deleted', async (_, damage) => {
  const at = temporaryRepository();
  const home = join(at.folder, 'home-of-baro');
  const settings = { ...noSettings, worktreeDirectory: home };
  const base = at.git('rev-parse', 'HEAD');
  storeRun(at.commonDir, 'dead', [[0, requested('dead')], ...plannedAt(1, 2, [briefOf('a')])]);
  const worktrees = worktreeRoot(home, at.commonDir, 'dead');
  const temporary = temporaryRoot(home, at.commonDir, 'dead');
  const repository = await at.open({ runId: 'dead', worktrees, temporary });
  const { folder } = await repository.prepare('a.1', base, never);
  writeFileSync(join(folder, 'x'), 'x');
  await repository.commit('a.1', base, 'x');
  writeFileSync(join(folder, 'unsaved'), 'x');
  const run = join(at.commonDir, 'baro', 'runs', 'dead');
  damage(join(run, 'log.jsonl'));
  const site = await siteOf(at.checkout, at.env);
  if ('problem' in site) throw new Error(site.problem);
  const refs = () => at.git('for-each-ref', '--format=%(refname)', 'refs/baro');

  expect(await cleanRuns(site, settings, at.env)).toMatch(
    /^There was nothing to clean up\. dead was left alone, because nobody can say whether it is over: line \d of the log .+ delete .+dead and clean up again\.$/,
  );
  expect(refs()).toBe('refs/baro/dead/a/1');
  expect(readFileSync(join(folder, 'unsaved'), 'utf8')).toBe('x');

  rmSync(run, { recursive: true });
  expect(await cleanRuns(site, settings, at.env)).toContain(
    'Removed 1 worktree and the kept work of 1 attempt',
  );
  expect(refs()).toBe('');
});

test('where nothing was left, nothing is made', async () => {
  const at = temporaryRepository();
  const site = await siteOf(at.checkout, at.env);
  if ('problem' in site) throw new Error(site.problem);
  mkdirSync(join(at.folder, 'empty'));
  const settings = { ...noSettings, worktreeDirectory: join(at.folder, 'nowhere') };
  expect(await cleanRuns(site, settings, at.env)).toBe('There was nothing to clean up.');
  expect(existsSync(join(at.folder, 'nowhere'))).toBe(false);
  expect(existsSync(join(at.commonDir, 'baro'))).toBe(false);
});
