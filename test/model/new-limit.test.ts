import { expect, test } from 'vitest';
import type { RunEvent } from '../../src/model/events.ts';
import { newLimit } from '../../src/model/new-limit.ts';
import { inMemoryRun, planOf } from '../vscode/in-memory-runs.ts';

/** A run with this budget in dollars, and what has happened since. */
const begun = (usd: number | undefined, ...events: RunEvent[]) => {
  const run = inMemoryRun('r');
  run.publish(
    ...planOf({ a: [] }),
    { type: 'plan.approved', version: 1 },
    ...(usd === undefined ? [] : [{ type: 'budget.raised', usd } as const]),
    ...events,
  );
  return run;
};
const billed = (usd: number): RunEvent => ({
  ...{ type: 'usage.recorded', phase: 'planner', id: `u${usd}`, route: { backend: 'openai' }, model: 'm' },
  ...{ tokens: null, usd, billing: 'billed', requests: 1, ms: 5, firstTokenMs: null },
});
const limitOf = (run: ReturnType<typeof begun>, minutes = 0) =>
  newLimit(run.view, Date.parse(run.view.brakes.timeFrom) + minutes * 60_000);

test('a limit that is used up already is no new limit, also where more is spent than it was', async () => {
  const run = begun(3, billed(3.6), { type: 'budget.reached', kind: 'usd', spent: 3.6, limit: 3 });
  const { used, offered, problem, read, intent } = limitOf(run);
  expect(used).toBe('$3.60 of $3.00 is spent');
  expect(problem(3.1)).toBe('So far $3.60 is spent; say a number above that.');
  expect(problem(3.6)).toBeDefined();
  expect(problem(read('more'))).toBeDefined();
  expect(problem(offered)).toBeUndefined();
  await run.send(intent(offered));
  expect(run.view.brakes).toMatchObject({ budget: undefined, budgetUsd: 7.2 });
});

test('what was spent after the budget was reached counts too', () => {
  const run = begun(3, { type: 'budget.reached', kind: 'usd', spent: 3, limit: 3 }, billed(4.5));
  expect(limitOf(run).problem(4)).toContain('$4.50 is spent');
});

test('a budget may be lowered, but not below what is spent', () => {
  const { problem } = limitOf(begun(20, billed(2)));
  expect(problem(5)).toBeUndefined();
  expect(problem(2)).toContain('$2.00 is spent');
});

test('time that is used up is asked for in minutes, of which some pass while the run waits', async () => {
  const run = begun(20, { type: 'budget.reached', kind: 'minutes', spent: 61, limit: 60 });
  expect(limitOf(run, 61)).toMatchObject({ kind: 'minutes', used: '61 of 60 minutes have passed' });
  const { offered, problem, intent } = limitOf(run, 200);
  expect(problem(90)).toBe('So far 200 minutes have passed; say a number above that.');
  expect(problem(offered)).toBeUndefined();
  await run.send(intent(offered));
  expect(run.view.brakes).toMatchObject({ timeoutMinutes: 300, budgetUsd: 20 });
});

test('a run without a budget can be given one, at first what its plan is thought to cost', () => {
  const { offered, problem, read } = limitOf(begun(undefined));
  expect([offered, problem(offered)]).toEqual([5, undefined]);
  expect(problem(0)).toBe('Say a number above zero.');
  expect(problem(read('$30'))).toBeUndefined();
  const estimate = { minutes: { low: 1, high: 2 }, usd: { low: 1, high: 8.2 }, basis: 'history' } as const;
  expect(newLimit(begun(undefined).view, 0, estimate).offered).toBe(9);
});
