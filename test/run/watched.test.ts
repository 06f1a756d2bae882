import { appendFileSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { tryLock } from '../../src/adapters/git/lock.ts';
import { openLog } from '../../src/adapters/log.ts';
import { openRuns } from '../../src/run/open-runs.ts';
import { lockFolder } from '../../src/run/run-log.ts';
import type { OpenRun } from '../../src/run/seam.ts';
import { temporaryRepository } from '../adapters/git/temporary.ts';
import { logOf, requested } from '../support/made-up-log.ts';
import { hostWith } from '../support/no-settings.ts';
import { storeRun } from '../support/stored-run.ts';
import { until } from '../support/until.ts';

let run: OpenRun | undefined;
let folder: string;
let release: (() => Promise<void>) | undefined;

/** A run that another process works on, looked at from here. */
beforeEach(async () => {
  const at = temporaryRepository();
  storeRun(at.commonDir, 'r1', [[0, requested('r1')]]);
  folder = join(at.commonDir, 'baro', 'runs', 'r1');
  release = await tryLock(lockFolder(folder));
  const runs = await openRuns(at.checkout, hostWith());
  if ('problem' in runs) throw new Error(runs.problem);
  const opened = await runs.open('r1');
  if ('problem' in opened) throw new Error(opened.problem);
  run = opened;
});
afterEach(async () => {
  await run?.close();
  await release?.();
});

const left = () => (existsSync(join(folder, 'inbox')) ? readdirSync(join(folder, 'inbox')).length : 0);

test('what is asked of a run is passed on to who works on it, and refused once nobody does', async () => {
  expect(run?.idle).toBe(false);
  expect(await run?.send({ type: 'pause' })).toEqual({ ok: true });
  expect(left()).toBe(1);
  await release?.();
  expect(await run?.send({ type: 'stop' })).toEqual({
    refused: 'Nobody works on this run now. Resume it to go on.',
  });
  expect(left()).toBe(1);
  expect(run?.idle).toBe(true);
});

test('whoever watches a run hears that its owner is gone, and that there is one again', async () => {
  const told: unknown[] = [];
  run?.watch((entries) => told.push([entries.length, run?.idle]));
  await release?.();
  await until(() => told.length === 1);
  release = await tryLock(lockFolder(folder));
  await until(() => told.length === 2);
  expect(told).toEqual([
    [0, true],
    [0, false],
  ]);
});

test('whoever looks at a run is told that its log is damaged, and sees what was true before', async () => {
  const broken = expect(run?.over).rejects.toThrow('cannot be read on: line 2 of the log');
  appendFileSync(join(folder, 'log.jsonl'), 'no entry\n');
  await broken;
  expect(run?.view.seq).toBe(1);
});

test('a watcher that throws keeps the run from nobody', async () => {
  const told: number[] = [];
  run?.watch(() => {
    throw new Error('the webview is gone');
  });
  run?.watch((entries) => told.push(...entries.map(({ seq }) => seq)));
  const log = openLog(join(folder, 'log.jsonl'));
  onTestFinished(() => log.close());
  for (const entry of logOf([0, requested('r1')], [1, { type: 'run.paused', reason: 'asked' }]).slice(1))
    log.append(entry);
  await until(() => told.length === 1);
  expect(told).toEqual([2]);
});
