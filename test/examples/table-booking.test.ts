import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { mapRepository } from '../../src/adapters/repository-map.ts';
import { countTests } from '../../src/adapters/test-counts.ts';
import { findCycle, levels } from '../../src/model/graph.ts';

/** The order in which every story is verified as it lands; in the others the suite at the end tells. */
const THOROUGH = 'cancelling before reserving';

const examples = join(import.meta.dirname, '../../examples');

const Story = z.object({
  id: z.string(),
  dependsOn: z.array(z.string()),
  touches: z.array(z.string()),
  acceptance: z.array(z.string()),
  verify: z.array(z.string()),
});
const Plan = z.object({
  goal: z.string(),
  requirements: z.array(z.object({ id: z.string(), quote: z.string(), stories: z.array(z.string()) })),
  stories: z.array(Story),
});
const Verdict = z.object({ criteria: z.array(z.object({ criterion: z.string(), met: z.boolean() })) });
const Step = z.object({
  tool: z.string().optional(),
  path: z.string().default(''),
  content: z.string().default(''),
  edits: z.array(z.object({ old: z.string(), new: z.string() })).default([]),
});
const Script = z.object({
  answers: z.array(
    z.object({
      phase: z.string(),
      story: z.string().optional(),
      attempt: z.number().optional(),
      steps: z.array(Step).default([]),
      answer: z.unknown().optional(),
    }),
  ),
});

const { answers } = Script.parse(
  JSON.parse(await readFile(join(examples, 'table-booking.script.json'), 'utf8')),
);
const plan = Plan.parse(answers.find(({ phase }) => phase === 'planner')?.answer);
const entry = (phase: string, story: string, attempt: number) =>
  answers.find((one) => one.phase === phase && one.story === story && one.attempt === attempt);

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
    expect(countTests(suite.output)).toEqual({ passed: 72, failed: 0, skipped: 0 });
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
  expect(countTests((await house.run('npm test')).output)).toEqual({ passed: 26, failed: 0, skipped: 0 });
});

function storyOf(id: string) {
  const story = plan.stories.find((one) => one.id === id);
  if (!story) throw new Error(`the plan has no story ${id}`);
  return story;
}

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

type House = Awaited<ReturnType<typeof copied>>;

/** The example as a repository of its own, in a temp folder. */
async function copied() {
  const folder = await mkdtemp(join(tmpdir(), 'baro-example-'));
  await cp(join(examples, 'table-booking'), folder, { recursive: true });
  const run = (command: string) =>
    new Promise<{ code: number; output: string }>((resolve) => {
      execFile('sh', ['-c', command], { cwd: folder }, (error, stdout, stderr) =>
        resolve({ code: error ? 1 : 0, output: stdout + stderr }),
      );
    });
  const git = async (...args: readonly string[]) => {
    const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false'];
    return new Promise<string>((resolve, reject) => {
      execFile('git', [...identity, ...args], { cwd: folder }, (error, stdout) =>
        error ? reject(error) : resolve(stdout.trim()),
      );
    });
  };
  const tip = () => git('rev-parse', 'HEAD');
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  };
  const play = async (story: string, attempt: number) => {
    for (const { tool, path, content, edits } of entry('story', story, attempt)?.steps ?? []) {
      if (tool === 'write_file') await write(path, content);
      if (tool !== 'edit_file') continue;
      let text = await readFile(join(folder, path), 'utf8');
      for (const edit of edits) {
        expect(text.split(edit.old)).toHaveLength(2);
        text = text.replace(edit.old, () => edit.new);
      }
      await write(path, text);
    }
  };
  /** Plays an attempt on a commit and commits it. */
  const work = async (story: string, attempt: number, on: string) => {
    await git('checkout', '--quiet', on);
    await play(story, attempt);
    await git('add', '--all');
    await git('commit', '--quiet', '-m', story);
    return tip();
  };
  /** The commit on top of another; undefined where they do not merge. */
  const rebase = async (commit: string, onto: string) => {
    await git('checkout', '--quiet', onto);
    try {
      await git('cherry-pick', '--allow-empty', commit);
      return await tip();
    } catch {
      await git('cherry-pick', '--abort');
      return undefined;
    }
  };
  const verify = async (story: string) => (await run(storyOf(story).verify.join(' && '))).code;

  await git('init', '--quiet');
  await git('add', '--all');
  await git('commit', '--quiet', '-m', 'a house with tables and hours');
  const close = () => rm(folder, { recursive: true, force: true });
  return { folder, run, git, tip, write, play, work, rebase, verify, [Symbol.asyncDispose]: close };
}
