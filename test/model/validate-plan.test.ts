import { expect, test } from 'vitest';
import { formatProblems, validatePlan } from '../../src/model/validate-plan.ts';

const good = { id: 'a', title: 'A', acceptance: ['it works'] };
const problemsOf = (value: unknown) => {
  const read = validatePlan(value);
  return 'problems' in read ? formatProblems(read.problems).split('\n') : [];
};
const storyProblems = (story: object) => problemsOf({ stories: [{ ...good, ...story }] });
const shaped = (shape: Readonly<Record<string, readonly string[]>>) =>
  problemsOf({ stories: Object.entries(shape).map(([id, dependsOn]) => ({ ...good, id, dependsOn })) });

test('the least there is to a story is enough; the rest is filled in', () => {
  expect(validatePlan({ stories: [good] })).toMatchObject({
    plan: {
      stories: [{ id: 'a', dependsOn: [], touches: [], verify: [], tier: 'standard', description: '' }],
    },
    warnings: [],
  });
});

test('a whole plan is kept as it was given', () => {
  const story = {
    ...good,
    ...{ description: 'do', dependsOn: [], touches: ['src/**'], verify: ['npm test'], tier: 'heavy' },
    ...{ route: { backend: 'openai', model: 'm', effort: 'high', endpoint: 'here' }, estimateMinutes: 2.5 },
    persist: { usd: 2, minutes: 30 },
  };
  const plan = {
    ...{ goal: 'g', summary: 's', decisions: ['d'], assumptions: ['as'], questions: ['q?'] },
    requirements: [{ id: 'r1', quote: 'g', stories: ['a'] }],
    stories: [story],
  };
  expect(validatePlan(plan)).toEqual({ plan, warnings: [] });
});

test.each([
  ['text', 'plan: must be a JSON object'],
  [[], 'plan: must be a JSON object'],
  [null, 'plan: must be a JSON object'],
  [{}, 'plan.stories: must list at least one story'],
  [{ stories: [] }, 'plan.stories: must list at least one story'],
  [{ stories: {} }, 'plan.stories: must list at least one story'],
  [{ stories: Array(501).fill(good) }, 'plan.stories: holds 501 stories; 500 are the most'],
  [{ stories: Array(5000).fill(good) }, 'plan.stories: holds 5000 stories; 500 are the most'],
  [{ stories: ['a'] }, 'story 1: must be an object'],
])('what is no plan is refused in one sentence: %j', (value, problem) => {
  expect(problemsOf(value)[0]).toBe(problem);
});

test('500 stories are a plan, those that come in a line too', () => {
  const stories = Array.from({ length: 500 }, (_, i) => ({
    ...good,
    ...{ id: `s-${i}`, description: 'x'.repeat(2000), dependsOn: i ? [`s-${i - 1}`] : [] },
  }));
  expect(problemsOf({ stories })).toEqual([]);
});

test.each([
  '../x',
  'a/b',
  'a\0b',
  'ä',
  '😀',
  '\u202egnp',
  'A',
  'a b',
  '',
  'x'.repeat(49),
  'x'.repeat(10_000),
  '__proto__',
  '-a',
  '--help',
])('an id that is no id is refused, whatever it hides: %j', (id) => {
  const [problem = ''] = storyProblems({ id });
  expect(problem).toMatch(/^story .*, id: must be 1 to 48 characters of a-z, 0-9 and -, the first no -$/);
  expect(problem).not.toMatch(/[\p{C}\p{Zl}]/u);
  expect(problem.length).toBeLessThan(160);
});

test('an id that every object has as a name is refused', () => {
  expect(storyProblems({ id: 'constructor' })).toEqual([
    'story "constructor", id: is a name that every object has; use another',
  ]);
  expect(JSON.stringify(validatePlan(JSON.parse('{"stories":[{"__proto__":{"id":"a"}}]}')))).toContain(
    'story 1',
  );
});

test.each([
  [{ a: ['a'] }, 'story "a", dependsOn: names the story itself'],
  [{ a: ['b'] }, 'story "a", dependsOn: names "b", which is no story'],
  [{ a: ['b'], b: ['a'] }, 'story "a", dependsOn: closes a cycle: a → b → a'],
  [{ a: ['c'], b: ['a'], c: ['b'] }, 'story "a", dependsOn: closes a cycle: a → c → b → a'],
])('dependencies that cannot be are named: %j', (shape, problem) => {
  expect(shaped(shape)).toEqual([problem]);
});

test('an id that is used twice is refused', () => {
  expect(problemsOf({ stories: [good, good] })).toEqual(['story "a", id: is used twice']);
});

test('of stories without an id nothing is said but that', () => {
  const { id: _, ...nameless } = good;
  expect(problemsOf({ stories: [nameless, 'b', nameless] })).toEqual([
    'story 1, id: must be 1 to 48 characters of a-z, 0-9 and -, the first no -',
    'story 2: must be an object',
    'story 3, id: must be 1 to 48 characters of a-z, 0-9 and -, the first no -',
  ]);
});

test('every cycle is named, also those that share a story', () => {
  expect(shaped({ a: ['b'], b: ['a'], c: [], d: ['e'], e: ['d', 'c'] })).toEqual([
    'story "a", dependsOn: closes a cycle: a → b → a',
    'story "d", dependsOn: closes a cycle: d → e → d',
  ]);
  expect(shaped({ a: ['b', 'c'], b: ['a'], c: ['a'] })).toEqual([
    'story "a", dependsOn: closes a cycle: a → b → a',
    'story "a", dependsOn: closes a cycle: a → c → a',
  ]);
});

test('a cycle through 500 stories is named by its ends, and a knot by some of its cycles', () => {
  const ids = Array.from({ length: 500 }, (_, n) => `s-${n}`);
  const [ring = '', ...others] = shaped(
    Object.fromEntries(ids.map((id, n) => [id, [ids[(n + 1) % 500] ?? '']])),
  );
  expect(others).toEqual([]);
  expect(ring).toMatch(/^story "s-0", dependsOn: closes a cycle: s-0 → s-1 → .+ → s-499 → s-0$/);
  expect(ring).toContain('… 485 more …');
  const knot = ids.slice(0, 60);
  expect(
    shaped(Object.fromEntries(knot.map((id) => [id, knot.filter((other) => other !== id)]))),
  ).toHaveLength(10);
});

test.each([
  '/etc/passwd',
  '\\\\host\\share',
  'C:\\x',
  'c:x',
  '~/x',
  '../x',
  'a/../../x',
  'a\\..\\x',
  '../wt-evil/x',
  'src/{a,..}/../x',
  '.. /x',
  'a\0b',
])('a path that leaves the repository is refused: %j', (path) => {
  expect(storyProblems({ touches: [path] })).toHaveLength(1);
  expect(storyProblems({ touches: [path] })[0]).toMatch(/^story "a", touches: /);
});

test.each([
  [{ acceptance: [] }, 'acceptance: must hold at least one criterion'],
  [{ acceptance: undefined }, 'acceptance: must hold at least one criterion'],
  [{ acceptance: [''] }, 'acceptance: must be a list of texts, none of them empty'],
  [{ acceptance: 'one' }, 'acceptance: must be a list of texts, none of them empty'],
  [{ verify: [1] }, 'verify: must be a list of texts, none of them empty'],
  [{ title: 1 }, 'title: must be a text'],
  [{ tier: 'huge' }, 'tier: must be one of light, standard, heavy'],
  [{ route: 'openai' }, 'route: must be an object with a backend'],
  [{ route: { backend: 'abacus' } }, 'route.backend: must be one of '],
  [{ route: { backend: 'openai', effort: 'some' } }, 'route.effort: must be one of '],
  [{ route: { backend: 'openai', model: 'm\nBaro-Story: b' } }, 'route.model: must be one line of text'],
  [{ estimateMinutes: -1 }, 'estimateMinutes: must be a number above 0'],
  [{ estimateMinutes: JSON.parse('1e999') }, 'estimateMinutes: must be a number above 0'],
  [{ persist: 'yes' }, 'persist: must be true, or an object with usd, minutes or both'],
  [{ persist: { usd: 0 } }, 'persist.usd: must be a number above 0'],
  [{ persist: { minutes: 'long' } }, 'persist.minutes: must be a number above 0'],
  [{ estimateMinutes: '3' }, 'estimateMinutes: must be a number above 0'],
])('a field that makes no sense is named: %j', (field, problem) => {
  expect(storyProblems(field)).toEqual([expect.stringContaining(`story "a", ${problem}`)]);
});

test('a story that says more than fits into an event is to be split, not cut', () => {
  expect(storyProblems({ acceptance: Array(70).fill('x'.repeat(100)), verify: ['true'] })).toEqual([
    expect.stringMatching(
      /^story "a", acceptance: is too long: the lists of a story may take 6000 bytes together, these take \d+; split the story$/,
    ),
  ]);
});

test('null is nothing, wherever something may be left out', () => {
  const route = { backend: 'openai', model: null, effort: null, endpoint: null };
  const story = { ...good, description: null, touches: null, tier: null, route, estimateMinutes: null };
  expect(validatePlan({ stories: [story], requirements: null, questions: null })).toMatchObject({
    plan: { stories: [{ tier: 'standard', route: { backend: 'openai' } }] },
    warnings: [],
  });
});

test('a description whose end an event has no room for is said to be cut', () => {
  expect(validatePlan({ stories: [{ ...good, description: 'x'.repeat(9000) }] })).toMatchObject({
    warnings: [
      { where: 'story "a", description', problem: 'is longer than an event may be; its end is left out' },
    ],
  });
});

test('a plan without stories is looked through all the same', () => {
  expect(problemsOf({ goal: 1, decisions: 'none', stories: [] })).toEqual([
    'plan.stories: must list at least one story',
    'plan, goal: must be a text',
    'plan, decisions: must be a list of texts, none of them empty',
  ]);
});

test('an empty text in a list hides nothing of what else is wrong in it', () => {
  expect(storyProblems({ touches: ['', '../out', '/etc/passwd'], dependsOn: ['', 'nobody'] })).toEqual([
    expect.stringMatching(/^story "a", touches: must be a list of texts/),
    expect.stringMatching(/^story "a", touches: "\.\.\/out"/),
    expect.stringMatching(/^story "a", touches: "\/etc\/passwd"/),
    expect.stringMatching(/^story "a", dependsOn: must be a list of texts/),
    expect.stringMatching(/"nobody"/),
  ]);
});

test('everything is reported at once', () => {
  const problems = problemsOf({
    summary: 1,
    requirements: [{ id: 'r', stories: ['nobody'] }, { id: 'r' }],
    stories: [{ ...good, id: 'A B', touches: ['/x'] }, { ...good, dependsOn: ['b'], acceptance: [] }, good],
  });
  for (const part of [
    '"A B", id',
    '"A B", touches',
    'names "b"',
    'at least one criterion',
    'used twice',
    'plan, summary',
    '"nobody"',
    'requirement 2, id',
  ])
    expect(
      problems.filter((problem) => problem.includes(part)),
      part,
    ).not.toHaveLength(0);
});

test('unknown fields are ignored with a warning', () => {
  expect(validatePlan({ extra: 1, stories: [{ ...good, color: 'red' }] })).toMatchObject({
    warnings: [
      { where: 'story "a"', problem: '"color" is unknown and ignored' },
      { where: 'plan', problem: '"extra" is unknown and ignored' },
    ],
  });
});
