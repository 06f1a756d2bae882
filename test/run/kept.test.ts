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

test.each([
  ['a limit', [], { type: 'raise-budget', usd: 7 }],
  ['that it goes on', [{ type: 'pause' }], { type: 'resume' }],
] as const)('what is asked of a run while it is taken up is done: %s', async (_, before, asked) => {
  const { runs, run } = await waiting();
  for (const intent of before) expect(await run.send(intent)).toEqual({ ok: true });
  await run.close();
  const [taken, also] = await Promise.all([runs.resume(run.id, 'nothing'), runs.resume(run.id, asked)]);
  if ('problem' in taken) throw new Error(taken.problem);
  expect(also).toBe(taken);
  const { budgetUsd, paused } = taken.view.brakes;
  expect({ budgetUsd, paused }).toEqual({ budgetUsd: 'usd' in asked ? 7 : undefined, paused: undefined });
  await taken.close();
});

test('what a run that is taken up refuses is refused to whoever asked meanwhile', async () => {
  const { runs, run } = await waiting();
  await run.close();
  const asked = { type: 'approve', version: 7 } as const;
  const [taken, also] = await Promise.all([runs.resume(run.id), runs.resume(run.id, asked)]);
  expect(also).toEqual({ problem: expect.stringContaining('7') });
  expect(await runs.resume(run.id, { type: 'resume' })).toBe(taken); // it goes on already
  if (!('problem' in taken)) await taken.close();
});
