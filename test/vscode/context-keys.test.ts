import { expect, test } from 'vitest';
import type { RunEvent } from '../../src/model/events.ts';
import { contextOf } from '../../src/vscode/context-keys.ts';
import { judged } from '../support/told.ts';
import { type InMemoryRun, inMemoryRun, planOf } from './in-memory-runs.ts';

const begun = (...events: RunEvent[]) => {
  const run = inMemoryRun('r');
  run.publish(...planOf({ a: [] }), { type: 'plan.approved', version: 1 }, ...events);
  return run;
};

/** The keys that are true of a run. */
const of = (run: InMemoryRun, as: { live?: boolean; idle?: boolean } = {}) =>
  Object.entries(contextOf({ run: { ...run, view: run.view, ...as } }, undefined))
    .filter(([, value]) => value)
    .map(([key]) => key.replace('baro.', ''));

test('without a run nothing is true', () => {
  expect(Object.values(contextOf(undefined, undefined))).not.toContain(true);
});

test.each<[string, InMemoryRun, { live?: boolean; idle?: boolean }, string[]]>([
  ['that is planned', inMemoryRun('r'), {}, ['hasRun', 'running', 'planning']],
  ['that runs here', begun(), {}, ['hasRun', 'running', 'planApproved']],
  [
    'that another process works on',
    begun(),
    { live: false, idle: false },
    ['hasRun', 'running', 'planApproved'],
  ],
  ['that nobody works on', begun(), { live: false, idle: true }, ['hasRun', 'resumable', 'planApproved']],
  ['that is paused', begun({ type: 'run.paused' }), {}, ['hasRun', 'paused', 'planApproved']],
  ['that is stopped', begun({ type: 'run.stopped' }), {}, ['hasRun', 'resumable', 'planApproved']],
  [
    'whose provider waits for a person',
    begun({ type: 'breaker.opened', provider: 'openai', reason: 'the key is wrong' }),
    {},
    ['hasRun', 'running', 'resumable', 'planApproved'],
  ],
  [
    'whose budget is used up',
    begun({ type: 'budget.reached', kind: 'usd', spent: 5, limit: 5 }),
    {},
    ['hasRun', 'running', 'overBudget', 'planApproved'],
  ],
  [
    'that is over',
    begun({ type: 'run.completed', outcome: 'done', integrated: 1, failed: 0 }),
    { live: false, idle: true },
    ['hasRun', 'planApproved'],
  ],
])('of a run %s menus know what makes sense', (_, run, as, expected) => {
  expect(of(run, as).sort()).toEqual(expected.sort());
});

test('the diff in front can be decided on while its very attempt waits, in the run that is open', () => {
  const run = inMemoryRun('r');
  run.publish(...planOf({ a: [] }), { type: 'plan.approved', version: 1 });
  run.publish(
    ...judged('a').map(
      (event): RunEvent =>
        event.type === 'attempt.committed' ? { ...event, gates: ['ci.yml is protected'] } : event,
    ),
  );
  const waits = (runId: string, storyId: string, attempt: number) =>
    contextOf({ run }, undefined, { runId, storyId, attempt })['baro.frontDiffWaiting'];
  expect(contextOf({ run }, undefined)['baro.frontDiff']).toBe(false);
  expect(contextOf({ run }, undefined, { runId: 'r', storyId: 'b', attempt: 1 })['baro.frontDiff']).toBe(
    true,
  );
  expect(waits('r', 'a', 1)).toBe(true);
  expect(waits('r', 'a', 2)).toBe(false);
  expect(waits('r', 'b', 1)).toBe(false);
  expect(waits('another', 'a', 1)).toBe(false);
  run.publish({ type: 'attempt.accepted', storyId: 'a', attempt: 1 });
  expect(waits('r', 'a', 1)).toBe(false);
});
