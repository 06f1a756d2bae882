import { expect, test } from 'vitest';
import { newLimit } from '../../src/vscode/raise-limit.ts';
import { inMemoryRun, planOf } from './in-memory-runs.ts';

const begun = () => {
  const run = inMemoryRun('r');
  run.publish(
    ...planOf({ a: [] }),
    { type: 'plan.approved', version: 1 },
    { type: 'budget.raised', usd: 20 },
  );
  return run;
};

test('taking what is offered raises the budget, and never lowers it', async () => {
  const run = begun();
  run.publish({ type: 'budget.reached', kind: 'usd', spent: 20.4, limit: 20 });
  const { value, check, intent, prompt } = newLimit(run.view);
  expect(prompt).toContain('$20.40 of $20');
  expect(check(value)).toBeUndefined();
  expect(check('5')).toBe('A number above 20.');
  expect(check('more')).toBe('A number above 20.');
  await run.send(intent(value));
  expect(run.view.gate.budget).toBeUndefined();
  expect(run.view.gate.budgetUsd).toBeGreaterThan(20.4);
});

test('time that is used up is asked for in minutes', async () => {
  const run = begun();
  run.publish({ type: 'budget.reached', kind: 'minutes', spent: 61, limit: 60 });
  const { value, intent, prompt } = newLimit(run.view);
  expect(prompt).toContain('minutes');
  await run.send(intent(value));
  expect(run.view.gate.timeoutMinutes).toBe(90);
  expect(run.view.gate.budgetUsd).toBe(20);
});

test('a run without a budget can be given one', () => {
  const { value, check } = newLimit(inMemoryRun('r').view);
  expect(check(value)).toBeUndefined();
  expect(check('0')).toBe('A number above zero.');
});

test('dollars may be written with their sign, as everywhere', async () => {
  const run = begun();
  const { check, intent } = newLimit(run.view);
  expect(check('$30')).toBeUndefined();
  expect(check('$5')).toBe('A number above 20.');
  await run.send(intent('$30'));
  expect(run.view.gate.budgetUsd).toBe(30);
});
