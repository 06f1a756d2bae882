import { expect, test } from 'vitest';
import { type Askable, intentFor, meaningOf, questionOf } from '../../src/cli/ask.ts';
import { inMemoryRun, planOf } from '../vscode/in-memory-runs.ts';

test.each([
  ...['y', 'Yes', 'ok', 'OK', 'okay', 'sure', 'fine', 'LGTM', 'accept', 'approve'].map((one) => [one, 'yes']),
  ...['yes.', 'ok!', 'lgtm!!'].map((one) => [one, 'yes']),
  ...['n', 'No', 'nope', 'reject', 'no.'].map((one) => [one, 'no']),
  ...['q', 'Quit'].map((one) => [one, 'open']),
  ...['', 'yse', 'maybe', 'ok?', '42'].map((one) => [one, 'unclear']),
  ...['ok but smaller', 'no, split it', 'もっと小さく'].map((one) => [one, 'words']),
])('%j means %s', (said, meant) => {
  expect(meaningOf(said)).toBe(meant);
});

const plan: Askable = { type: 'plan', version: 1 };
const change: Askable = { type: 'change', version: 2, storyId: 'a' };
const diff: Askable = { type: 'diff', storyId: 'a', attempt: 1, gates: [] };
const paused: Askable = { type: 'paused' };

/** What a person is taken to mean who types these lines, and what they were told meanwhile. */
async function typed(question: Askable, ...answers: readonly string[]) {
  const run = inMemoryRun('r');
  run.publish(...planOf({ a: [] }));
  const left = [...answers];
  const told: string[] = [];
  const terminal = {
    ...{ interactive: true, columns: 80, status() {}, line: (text: string) => void told.push(text) },
    ask: async () => left.shift() ?? 'q',
  };
  const intent = await intentFor(question, { run, terminal, abort: new AbortController().signal });
  return { intent, told: told.filter((line) => line.startsWith('Say ')), unread: left.length };
}

test.each<[string, Askable, string[], unknown]>([
  ['ok accepts a diff', diff, ['ok'], { type: 'accept', storyId: 'a', attempt: 1 }],
  ['no refuses it', diff, ['Nope.'], { type: 'refuse', storyId: 'a', attempt: 1, feedback: '' }],
  [
    'a sentence says what is wrong with it',
    diff,
    ['it has no tests'],
    { type: 'refuse', storyId: 'a', attempt: 1, feedback: 'it has no tests' },
  ],
  ['q leaves it open', diff, ['q'], undefined],
  ['Enter approves a plan', plan, [''], { type: 'approve', version: 1 }],
  ['q leaves a plan open', plan, ['quit'], undefined],
  ['a sentence revises it', plan, ['in two parts'], { type: 'revise', version: 1, text: 'in two parts' }],
  ['sure approves a change', change, ['sure'], { type: 'approve', version: 2 }],
  ['q leaves a change open', change, ['q'], undefined],
  ['no leaves a paused run paused', paused, ['n'], undefined],
  ['Enter goes on with it', paused, [''], { type: 'resume' }],
])('%s', async (_, question, answers, intent) => {
  expect(await typed(question, ...answers)).toEqual({ intent, told: [], unread: 0 });
});

test.each<[Askable, string]>([
  [diff, 'Say yes or no, or in a few words what should be different; q leaves it open.'],
  [change, 'Say yes or no; q leaves it open.'],
])('a word that means nothing is asked again: %j', async (question, told) => {
  expect(await typed(question, 'yse', 'y')).toMatchObject({
    intent: expect.objectContaining({ type: expect.stringMatching(/accept|approve/) }),
    told: [told],
  });
});

test('a run that an obstacle paused is asked about as a paused one, and then as what else it waits for', () => {
  const run = inMemoryRun('r');
  run.publish(
    ...planOf({ a: [] }),
    { type: 'plan.approved', version: 1 },
    { type: 'run.paused', reason: 'the disk', obstacle: 'The disk is full.' },
  );
  expect(questionOf(run.view)).toEqual({ type: 'paused' });
  run.publish({ type: 'budget.reached', kind: 'usd', spent: 5, limit: 5 });
  expect(questionOf(run.view)).toEqual({ type: 'budget' });
});
