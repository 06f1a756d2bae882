import { describe, expect, it } from 'vitest';
import { viewOf } from '../../src/model/folding.ts';
import { measure } from '../../src/model/measure.ts';
import { cacheShare, quantile } from '../../src/model/measure-use.ts';
import {
  briefOf,
  commitOf,
  failed,
  landed,
  logOf,
  type Moment,
  over,
  plannedAt,
  requested,
  used,
} from '../support/made-up-log.ts';

const measured = (...moments: readonly Moment[]) => {
  const entries = logOf(...moments);
  return measure(viewOf(entries), entries);
};

describe('what a run is measured by', () => {
  const briefs = [briefOf('a'), briefOf('b'), briefOf('c', { dependsOn: ['a', 'b'] })];
  const run = [
    [0, requested()] as Moment,
    ...plannedAt(60, 90, briefs),
    ...landed('a', { from: 90, to: 130 }),
    ...landed('b', { from: 91, to: 150 }),
    ...landed('c', { from: 160, to: 200 }),
    ...over(210),
  ];

  it('tells planning, waiting for a person and execution apart, and they add up to the wall time', () => {
    const { times } = measured(...run);
    expect(times).toMatchObject({
      wallMs: 210_000,
      planningMs: 60_000,
      personMs: 30_000,
      executionMs: 120_000,
    });
  });

  it('counts a revision of the plan as planning and the time of reading it as a person’s', () => {
    const { times } = measured(
      [0, requested()],
      ...plannedAt(10, 1000, briefs).slice(0, -1),
      [30, { type: 'revision.requested', version: 1, text: 'less' }],
      ...plannedAt(35, 40, briefs, 2),
    );
    expect(times).toMatchObject({ planningMs: 15_000, personMs: 25_000, executionMs: 0 });
  });

  it('leaves out the time in which the run was stopped, and that between its end and a rerun', () => {
    const { times } = measured(
      ...run.slice(0, -2),
      [205, { type: 'run.stopped' }],
      [1205, { type: 'run.reopened', reason: 'resumed' }],
      ...over(1210),
      [9000, { type: 'run.reopened', reason: 'a story is run again' }],
      ...over(9010),
    );
    expect(times.wallMs).toBe(220_000);
  });

  it('leaves out the time in which the process that worked on the run was gone', () => {
    const away = { type: 'run.taken-up', awayMs: 1_000_000 } as const;
    const { times } = measured(
      ...run.slice(0, -2),
      [205, { type: 'run.unpaused' }],
      [1205, away],
      ...over(1210),
    );
    expect(times.wallMs).toBe(210_000);
  });

  it('finds the chain of stories that led to the last landing, and what of it was waiting for a slot', () => {
    expect(measured(...run).times.path).toEqual([
      { id: 'b', ms: 60_000, waitedMs: 1000 },
      { id: 'c', ms: 50_000, waitedMs: 10_000 },
    ]);
  });

  it('counts attempts, what failed of them, and how long they take one after the other', () => {
    const { attempts, stories, times, whole } = measured(
      [0, requested()],
      ...plannedAt(0, 0, [briefOf('a'), briefOf('b')]),
      ...failed('a', { from: 0, to: 10 }),
      ...landed('a', { from: 10, to: 30, attempt: 2 }),
      ...failed('b', { from: 0, to: 20 }),
      ...over(40, true, 'partial'),
    );
    expect(attempts).toEqual({ made: 3, retries: 1, failed: 2 });
    expect(stories).toEqual({ planned: 2, integrated: 1 });
    expect(times).toMatchObject({ sequentialMs: 50_000, speedup: 50 / 30 });
    expect(whole).toBe(false);
  });

  it('keeps what is billed, covered, unclear and unknown apart', () => {
    const { use } = measured(
      [0, requested()],
      used(1, { usd: 0.5 }),
      used(2, { usd: 0.25, billing: 'subscription' }),
      used(3, { usd: 0.125, billing: 'unknown' }),
      used(4, { usd: null, atMostUsd: 2 }),
    );
    expect(use.cost).toEqual({
      billedUsd: 0.5,
      coveredUsd: 0.25,
      unclearUsd: 0.125,
      unknown: 1,
      atMostUsd: 2,
    });
    expect(use.requests).toBe(4);
    expect(cacheShare(use.tokens)).toBe(0.75);
  });

  it('tells what came before the first request of an attempt, where its start is known', () => {
    const { overheadMs, requestsPerStory, use } = measured(
      ...run,
      used(95, { storyId: 'a', ms: 3000, firstTokenMs: 800 }),
      used(99, { storyId: 'a', ms: 1000, firstTokenMs: 200 }),
      used(110, { storyId: 'b', ms: 10_000, firstTokenMs: null }),
    );
    expect(overheadMs).toBe(1000); // ready at 91, asked at 92
    expect(requestsPerStory).toBe(1);
    expect(use.firstTokenMs).toBe(500);
  });

  it('tells phases and stories apart, each with its routes', () => {
    const luna = { backend: 'openai', model: 'gpt-6-luna' } as const;
    const { phases, eachStory } = measured(
      ...run,
      used(20, { phase: 'planner' }),
      used(120, { storyId: 'a' }),
      used(125, { phase: 'critic', storyId: 'a', route: luna }),
    );
    expect(phases.map(({ phase, routes, requests }) => [phase, routes, requests])).toEqual([
      ['planner', ['openai:gpt-6.1-terra'], 1],
      ['story', ['openai:gpt-6.1-terra'], 1],
      ['critic', ['openai:gpt-6-luna'], 1],
    ]);
    expect(eachStory[0]).toMatchObject({
      id: 'a',
      attempts: 1,
      ms: 40_000,
      requests: 2,
      cost: { billedUsd: 0.02 },
    });
  });

  it('does not invent what nobody measured', () => {
    const bare = measured([0, requested()], ...plannedAt(0, 0, [briefOf('a')]));
    expect(bare.tests).toEqual({ before: undefined, after: undefined });
    expect(bare).toMatchObject({ overheadMs: undefined, requestsPerStory: undefined, tip: undefined });
    expect(bare.times.speedup).toBeUndefined();
    expect(bare.use.firstTokenMs).toBeUndefined();
  });

  it('vouches for the verified commit, else for the one that landed last', () => {
    expect(measured(...run).tip).toBe(commitOf(210));
    expect(measured(...run.slice(0, -2)).tip).toBe(commitOf(200));
  });
});

it.each([
  [[], 0.5, undefined],
  [[7], 0.9, 7],
  [[1, 3], 0.5, 2],
  [[5, 1, 3], 0.5, 3],
  [[0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100], 0.9, 90],
])('the quantile of %j at %d is %s', (values, part, expected) => {
  expect(quantile(values, part)).toBe(expected);
});
