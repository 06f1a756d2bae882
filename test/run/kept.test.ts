import { expect, test } from 'vitest';
import { isLocked } from '../../src/adapters/git/lock.ts';
import { lockFolder } from '../../src/run/run-log.ts';
import { temporaryRepository } from '../adapters/git/temporary.ts';
import { runsOf, smallRun } from '../support/small-script.ts';
import { until } from '../support/until.ts';

/** A run of this process whose plan waits for approval. */
async function waiting() {
  const at = temporaryRepository();
  const runs = await runsOf(at);
  const run = await runs.start('Write files', { ...smallRun(at), approve: 'ask' });
  if ('problems' in run) throw new Error(run.problems.join());
  const told: string[] = [];
  run.watch((entries) => told.push(...entries.map(({ event }) => event.type)));
  await until(() => run.view.phase.proposed !== undefined);
  return { at, runs, run, told, lock: lockFolder(`${at.commonDir}/baro/runs/${run.id}`) };
}

test('a run that was stopped is let go of, and goes on when it is resumed', async () => {
  const { runs, run, told, lock } = await waiting();
  expect([run.live, run.idle]).toEqual([true, false]);
  expect(await run.send({ type: 'stop' })).toEqual({ ok: true });
  expect(await run.send({ type: 'resume' })).toHaveProperty('refused');
  expect([run.live, run.idle, await isLocked(lock)]).toEqual([false, true, false]);
  expect(run.view.brakes.stopped).toBe(true);

  const again = await runs.resume(run.id);
  if ('problem' in again) throw new Error(again.problem);
  expect(again.view.brakes.stopped).toBe(false);
  await until(() => told.includes('run.reopened')); // who looked at it still does
  expect(told.filter((type) => type === 'run.stopped')).toHaveLength(1);
  expect(await again.send({ type: 'approve', version: 1 })).toEqual({ ok: true });
  await again.over;
  expect(again.view.ending.completed?.outcome).toBe('done');
  await run.close();
  expect(await runs.open(run.id)).toBe(again);
  await again.close();
});

test('another process that asks a run to stop hears that it did', async () => {
  const { runs, run } = await waiting();
  expect(await runs.stop(run.id)).toMatchObject({ ok: true });
  await run.close();
});
