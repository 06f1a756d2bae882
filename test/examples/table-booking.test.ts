import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { mapRepository } from '../../src/adapters/repository-map.ts';
import { countTests } from '../../src/adapters/test-counts.ts';
import { findCycle, levels } from '../../src/model/graph.ts';
import { copied, type House } from '../support/table-booking.ts';
import { answers, entry, examples, plan, storyOf, Verdict } from '../support/table-booking-script.ts';

/** The order in which every story is verified as it lands; in the others the suite at the end tells. */
const THOROUGH = 'cancelling before reserving';

test('the plan is a graph of four levels whose requirements are quoted from the goal', async () => {
  const goal = await readFile(join(examples, 'table-booking.goal.md'), 'utf8');
  expect(plan.goal).toBe(goal.trim());
  expect(findCycle(plan.stories)).toBeUndefined();
  expect([...levels(plan.stories).values()].toSorted()).toEqual([0, 0, 0, 1, 2, 2, 3, 3]);
  const ids = new Set(plan.stories.map(({ id }) => id));
  for (const { quote, stories } of plan.requirements) {
    expect(goal).toContain(quote);
    expect(stories.every((id) => ids.has(id))).toBe(true);
  }
});

test('every verdict has the criteria of its story, and only the first one of the book is not met', () => {
  const unmet: unknown[] = [];
  for (const { phase, story, attempt, answer } of answers) {
    if (phase !== 'critic' || story === undefined) continue;
    const { criteria } = Verdict.parse(answer);
    const { acceptance } = storyOf(story);
    expect(criteria.map(({ criterion }) => criterion)).toEqual(acceptance);
    unmet.push(...criteria.filter(({ met }) => !met).map(({ criterion }) => [story, attempt, criterion]));
  }
  expect(unmet).toEqual([
    ['reservation-book', 1, 'A party never exceeds the seats of its table, neither in book nor in change'],
  ]);
});

test('a story writes only what its brief touches', () => {
  for (const { phase, story, steps } of answers) {
    if (phase !== 'story' || story === undefined) continue;
    const written = steps.flatMap(({ tool, path }) => (/^(write|edit)_file$/.test(tool ?? '') ? [path] : []));
    expect(storyOf(story).touches).toEqual(expect.arrayContaining(written));
  }
});

describe.each([
  [
    THOROUGH,
    [
      'time-windows',
      'guest-details',
      'cancellation-fee',
      'reservation',
      'reservation-book',
      'availability',
      'cancellation-routes',
      'reservation-routes',
    ],
    ['reservation-routes'],
  ],
  [
    'reserving before cancelling, the slow ones last',
    [
      'guest-details',
      'time-windows',
      'reservation',
      'availability',
      'reservation-book',
      'reservation-routes',
      'cancellation-fee',
      'cancellation-routes',
    ],
    [],
  ],
  [
    'reserving before cancelling, side by side',
    [
      'cancellation-fee',
      'guest-details',
      'time-windows',
      'reservation',
      'availability',
      'reservation-book',
      'reservation-routes',
      'cancellation-routes',
    ],
    ['cancellation-routes'],
  ],
])('landing %s', (name, order, conflicts) => {
  test('each story is green on the tip, a conflict is real and solved, and the whole suite passes', async () => {
    await using house = await copied();
    const conflicted = await landed(house, order, name === THOROUGH);
    expect(conflicted).toEqual(conflicts);
    const suite = await house.run('npm test');
    expect(countTests(suite.output, suite.code)).toEqual({ passed: 72, failed: 0, skipped: 0 });
    expect(suite.code).toBe(0);
  }, 60_000);
});

test('the first attempt at the book is green by its own tests, and red by those of the second', async () => {
  await using house = await copied();
  for (const id of ['time-windows', 'guest-details', 'reservation']) await house.play(id, 1);
  await house.play('reservation-book', 1);
  expect(await house.verify('reservation-book')).toBe(0);
  const later = entry('story', 'reservation-book', 2)?.steps.filter(({ path }) => path.startsWith('test/'));
  for (const { path, content } of later ?? []) await house.write(path, content);
  expect(await house.verify('reservation-book')).not.toBe(0);
});

test('the example needs no installation and has a suite that is green from the start', async () => {
  await using house = await copied();
  const files = (await house.git('ls-files')).split('\n').filter(Boolean);
  const map = await mapRepository({ files, read: (path) => readFile(join(house.folder, path), 'utf8') });
  expect(map).toMatchObject({ languages: ['JavaScript'], setup: [], test: ['npm test'] });
  expect(map.conventions).toContain('CONTRIBUTING.md');
  const suite = await house.run('npm test');
  expect(countTests(suite.output, suite.code)).toEqual({ passed: 26, failed: 0, skipped: 0 });
});

/**
 * Lands the stories in this order, each begun on what the tip was when the last of its dependencies landed, as a run
 * with room for all of them would; returns those whose first attempt did not merge.
 */
async function landed(house: House, order: readonly string[], thorough: boolean): Promise<string[]> {
  const tips = [await house.tip()];
  const conflicted: string[] = [];
  for (const id of order) {
    const needed = storyOf(id).dependsOn.map((dependency) => order.indexOf(dependency) + 1);
    const attempts = answers.filter(({ phase, story }) => phase === 'story' && story === id).length;
    let attempt = Verdict.parse(entry('critic', id, 1)?.answer).criteria.every(({ met }) => met) ? 1 : 2;
    const work = await house.work(id, attempt, tips[Math.max(0, ...needed)] ?? '');
    let tip = await house.rebase(work, tips.at(-1) ?? '');
    if (tip === undefined) {
      conflicted.push(id);
      attempt += 1;
      expect(attempt).toBeLessThanOrEqual(attempts);
      tip = await house.work(id, attempt, tips.at(-1) ?? '');
    }
    if (thorough || conflicted.includes(id)) expect([id, await house.verify(id)]).toEqual([id, 0]);
    tips.push(tip);
  }
  return conflicted;
}
