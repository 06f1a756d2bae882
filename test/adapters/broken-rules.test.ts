import { expect, test } from 'vitest';
import * as z from 'zod';
import { brokenRules } from '../../src/adapters/broken-rules.ts';

const Word = z.string().min(1).max(5);
const Written = z.strictObject({
  word: Word.optional(),
  count: z.int().min(1).max(9).optional(),
  commands: z.union([Word, z.array(Word)]).optional(),
  phase: z.enum(['story', 'critic']).optional(),
  steps: z.array(z.union([z.strictObject({ say: Word }), z.looseObject({ tool: Word })])).optional(),
});

test.each<[unknown, string]>([
  [[], 'it has to be an object'],
  [{ word: 1 }, 'word has to be text'],
  [{ word: '' }, 'word must not be empty'],
  [{ word: 'too long' }, 'word must not be longer than 5'],
  [{ count: 'many' }, 'count has to be a number'],
  [{ count: 1.5 }, 'count has to be a whole number'],
  [{ count: 0 }, 'count has to be 1 or more'],
  [{ count: 10 }, 'count has to be 9 or less'],
  [{ commands: 1 }, 'commands has to be text or a list'],
  [{ commands: [1] }, 'commands.0 has to be text'],
  [{ phase: 'judge' }, 'phase has to be one of story, critic'],
  [{ wrod: 'a' }, 'it holds what is not known: wrod'],
  [{ steps: [{}] }, 'steps.0.say has to be text or .tool has to be text'],
])('%j: %s', (value, sentence) => {
  const read = Written.safeParse(value);
  expect(read.success ? [] : brokenRules(read.error)).toEqual([sentence]);
});
