import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { prompts } from '../../src/prompts/prompts.ts';

const digest = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);

/*
 * Prompts are code that every agent runs: none of them changes by the way. Who changes one says so here too, and says
 * in the commit what `npm run eval` says of it.
 */
test('what models are told is what was reviewed', () => {
  expect(
    Object.fromEntries(Object.entries(prompts).map(([name, text]) => [name, digest(text)])),
  ).toMatchInlineSnapshot(`
    {
      "architect": "151be631a70c3cf4",
      "critic": "e7ddab6abe59aaba",
      "planner": "ad156832339b46a9",
      "requirements": "9c1b089b9dc999ba",
      "story": "c6ec736ee30a913b",
      "surgeon": "471fb172a0216b5f",
    }
  `);
});
