import { mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tryLock } from '../../src/adapters/git/lock.ts';
import { openLog } from '../../src/adapters/log.ts';
import { listRuns } from '../../src/run/list-runs.ts';
import { lockFolder } from '../../src/run/run-log.ts';
import { siteOf } from '../../src/run/site.ts';
import { temporaryRepository } from '../adapters/git/temporary.ts';
import { briefOf, logOf, over, plannedAt, requested } from '../support/made-up-log.ts';
import { storeRun } from '../support/stored-run.ts';

async function threeRuns() {
  const at = temporaryRepository();
  const site = await siteOf(at.checkout, at.env);
  if ('problem' in site) throw new Error(site.problem);
  const plan = plannedAt(1, 2, [briefOf('a')]);
  storeRun(at.commonDir, 'r1', [[0, requested('r1')], ...plan, ...over(9)]);
  storeRun(at.commonDir, 'r2', [[0, requested('r2')], ...plan]);
  storeRun(at.commonDir, 'r3', [[0, requested('r3')]]);
  const folder = (id: string) => join(at.commonDir, 'baro', 'runs', id);
  const list = () => listRuns(site);
  const states = async () => (await list()).map(({ id, state }) => `${id} ${state}`);
  return { folder, list, states };
}

test('runs are listed newest first, and those that nobody works on as interrupted', async () => {
  const { folder, states } = await threeRuns();
  const release = await tryLock(lockFolder(folder('r2')));
  expect(await states()).toEqual(['r3 interrupted', 'r2 running', 'r1 done']);
  await release?.();
  expect(await states()).toEqual(['r3 interrupted', 'r2 interrupted', 'r1 done']);
});

test('a log is read again only where it has changed, and one that cannot be read is listed as such', async () => {
  const { folder, states } = await threeRuns();
  const file = (id: string) => join(folder(id), 'log.jsonl');
  const yesterday = Math.floor(Date.now() / 1000) - 86_400;
  utimesSync(file('r1'), yesterday, yesterday);
  expect(await states()).toHaveLength(3);
  writeFileSync(file('r1'), readFileSync(file('r1'), 'utf8').replaceAll(/[^\n]/g, ' '));
  utimesSync(file('r1'), yesterday, yesterday);
  const log = openLog(file('r2'));
  const [, ...rest] = logOf([0, requested('r2')], ...plannedAt(1, 2, [briefOf('a')]), ...over(9));
  for (const entry of rest.slice(3)) log.append(entry);
  log.close();
  writeFileSync(file('r3'), 'no log\n');
  expect(await states()).toEqual(['r3 unreadable', 'r2 done', 'r1 done']);
});

test('of a run that cannot be read its id still says when it was begun', async () => {
  const { folder, list } = await threeRuns();
  mkdirSync(folder('20261129-020506-abc123'));
  writeFileSync(join(folder('20261129-020506-abc123'), 'log.jsonl'), 'no log\n');
  expect((await list()).at(-1)).toMatchObject({
    state: 'unreadable',
    startedAt: '2026-11-29T02:05:06.000Z',
    problem: 'This run cannot be read: line 1 of the log is not JSON',
  });
});

test('a stray file among the runs stands in nobody’s way', async () => {
  const { folder, states } = await threeRuns();
  writeFileSync(folder('.DS_Store'), '');
  expect(await states()).toHaveLength(3);
});
