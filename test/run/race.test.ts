import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readLog } from '../../src/adapters/read-log.ts';
import { viewOf } from '../../src/model/folding.ts';
import { storiesOf } from '../../src/model/questions.ts';
import type { OwnedRun } from '../../src/run/owned-run.ts';
import { joinRace } from '../../src/run/race.ts';
import { siteOf } from '../../src/run/site.ts';
import { temporaryRepository } from '../adapters/git/temporary.ts';
import {
  briefOf,
  commitOf,
  landed,
  logOf,
  type Moment,
  optionsWith,
  plannedAt,
  requested,
  terra,
} from '../support/made-up-log.ts';
import { finished, runsOf, smallRun } from '../support/small-script.ts';
import { storeRun } from '../support/stored-run.ts';
import { until } from '../support/until.ts';

const [fast, slow] = [
  { backend: 'scripted', model: 'fast' },
  { backend: 'scripted', model: 'slow' },
] as const;

test('a plan races on several routes: the first run that is verified stops the others, and a person can resume them', async () => {
  const at = temporaryRepository();
  const runs = await runsOf(at);
  const run = await finished(await runs.start('Write files', smallRun(at)));
  const begun = await runs.playAgain(run.id, [fast, slow]);
  if ('problems' in begun) throw new Error(begun.problems.join());
  const [first, second] = begun;
  if (!first || !second) throw new Error('two runs were wanted');
  await second.send({ type: 'pause' });
  const winner = await finished(first);
  expect(winner.view.ending.completed).toMatchObject({ outcome: 'done' });
  await until(() => second.view.brakes.stopped);
  expect(second.view.brakes.lostTo).toBe(winner.id);
  await second.close();

  const resumed = await runs.resume(second.id);
  if ('problem' in resumed) throw new Error(resumed.problem);
  const other = await finished(resumed);
  expect(other.view.ending.completed).toMatchObject({ outcome: 'done' });
  expect(storiesOf(other.view).flatMap(({ attempts }) => attempts.map(({ route }) => route))).toEqual([
    slow,
    slow,
  ]);
}, 60_000);

test('a race is begun on all of its routes or on none', async () => {
  const at = temporaryRepository();
  const runs = await runsOf(at);
  const run = await finished(await runs.start('Write files', smallRun(at)));
  const nowhere = { backend: 'openai-compatible', endpoint: 'nobody' } as const;
  expect(await runs.playAgain(run.id, [fast, nowhere])).toEqual({
    problems: [expect.stringContaining('"nobody"')],
  });
  expect(await runs.list()).toHaveLength(1);
}, 60_000);

const inRace = (id: string, race: string, ...more: readonly Moment[]): readonly Moment[] => [
  [0, requested(id, optionsWith(terra, { race }))],
  ...plannedAt(1, 2, [briefOf('a')]),
  ...more,
];
const verifiedAt = (seconds: number): Moment => [
  seconds,
  { type: 'run.verified', ok: true, commit: commitOf(2), evidence: [] },
];
const whole = (seconds: number): readonly Moment[] => [
  ...landed('a', { from: 2, to: seconds - 1 }),
  verifiedAt(seconds),
];

/** What the runs of a repository say of themselves after one of them was opened that has been verified before. */
async function afterOpening(opened: string, moments: Readonly<Record<string, readonly Moment[]>>) {
  const at = temporaryRepository();
  const site = await siteOf(at.checkout, at.env);
  if ('problem' in site) throw new Error(site.problem);
  for (const [id, its] of Object.entries(moments)) storeRun(at.commonDir, id, its);
  const view = viewOf(logOf(...(moments[opened] ?? [])));
  const run: Pick<OwnedRun, 'id' | 'view' | 'watch'> = {
    id: opened,
    view: () => view,
    watch: () => () => {},
  };
  joinRace(site, 'race', run, () => {});
  return (id: string) => {
    const read = readLog(join(at.commonDir, 'baro', 'runs', id, 'log.jsonl'));
    return 'entries' in read ? viewOf(read.entries).brakes : undefined;
  };
}

test('a winner that was killed before it stopped the others does so when it is resumed', async () => {
  const brakes = await afterOpening('r1', {
    r1: inRace('r1', 'race', ...whole(9)),
    r2: inRace('r2', 'race'),
    r3: inRace('r3', 'race', [5, { type: 'run.stopped', reason: 'asked' }]),
    r4: inRace('r4', 'another'),
  });
  await until(() => brakes('r2')?.stopped === true);
  expect(brakes('r2')?.lostTo).toBe('r1');
  expect(brakes('r3')?.lostTo).toBeUndefined();
  expect(brakes('r4')?.stopped).toBe(false);
});

test('of two that are verified in the same moment the later one stops itself', async () => {
  const brakes = await afterOpening('r2', {
    r1: inRace('r1', 'race', ...whole(8)),
    r2: inRace('r2', 'race', ...whole(9)),
    r3: inRace('r3', 'race'),
  });
  await until(() => brakes('r2')?.stopped === true && brakes('r3')?.stopped === true);
  expect([brakes('r1')?.stopped, brakes('r2')?.lostTo, brakes('r3')?.lostTo]).toEqual([false, 'r1', 'r1']);
});

test('a run that was verified earlier, and lacks a story, has not won', async () => {
  const brakes = await afterOpening('r2', {
    r1: inRace('r1', 'race', verifiedAt(4)),
    r2: inRace('r2', 'race', ...whole(9)),
  });
  await until(() => brakes('r1')?.stopped === true);
  expect(brakes('r1')?.lostTo).toBe('r2');
});

test('one that has lost and was resumed is left alone', async () => {
  const brakes = await afterOpening('r1', {
    r1: inRace('r1', 'race', ...whole(4)),
    r2: inRace(
      'r2',
      'race',
      [5, { type: 'run.stopped', reason: 'lost the race', lostTo: 'r1' }],
      [6, { type: 'run.reopened', reason: 'resumed' }],
    ),
    r3: inRace('r3', 'race'),
  });
  await until(() => brakes('r3')?.stopped === true);
  expect(brakes('r2')?.stopped).toBe(false);
});
