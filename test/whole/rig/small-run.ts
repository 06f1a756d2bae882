import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A repository whose suite takes no time. */
export const smallRepository = {
  'package.json': '{ "name": "notes", "version": "1.0.0", "scripts": { "test": "node test.js" } }\n',
  'test.js':
    'const { readdirSync } = require("node:fs");\nif (readdirSync("notes").includes("bad.txt")) process.exit(1);\n',
  'notes/first.txt': 'first\n',
};

const story = (id: string, dependsOn: readonly string[]) => ({
  ...{ id, title: `Note ${id}`, description: `Write the note ${id}.`, dependsOn },
  ...{
    touches: [`notes/${id}.txt`],
    acceptance: [`the note ${id} says what it is`],
    verify: [`test -s notes/${id}.txt`],
  },
  tier: 'light',
});

/** Three notes, the last of them after the others. */
export const smallPlan = {
  goal: 'Write three more notes',
  summary: 'Three notes.',
  stories: [story('one', []), story('two', []), story('three', ['one', 'two'])],
};

const verdict = (id: string, met: boolean) => ({
  criteria: [
    {
      criterion: `the note ${id} says what it is`,
      met,
      evidence: met ? 'it does' : 'it says something else',
    },
  ],
  summary: met ? 'good' : 'not yet',
});
const writes = (story: string, content: string, attempt?: number) => ({
  phase: 'story',
  story,
  ...(attempt ? { attempt } : {}),
  steps: [{ tool: 'write_file', path: `notes/${story}.txt`, content }, { say: `wrote ${story}` }],
  finish: `wrote the note ${story}`,
});
const judges = (story: string, met: boolean, attempt?: number) => ({
  phase: 'critic',
  story,
  ...(attempt ? { attempt } : {}),
  answer: verdict(story, met),
});

/** Recorded answers for it: the note `two` is wrong at first. */
export const smallScript = {
  title: 'three notes',
  answers: [
    { phase: 'architect', answer: { decisions: ['Notes are plain text.'] } },
    { phase: 'planner', answer: smallPlan },
    writes('one', 'one\n'),
    judges('one', true),
    writes('two', 'wrong\n', 1),
    judges('two', false, 1),
    writes('two', 'two\n', 2),
    judges('two', true, 2),
    writes('three', 'three\n'),
    judges('three', true),
  ],
};

/** Writes a script into a folder; resolves to the flags that make a run play it. */
export function scripted(folder: string, script: unknown = smallScript): readonly string[] {
  const file = join(folder, 'script.json');
  writeFileSync(file, JSON.stringify(script));
  return ['--llm', 'scripted', '--script', file];
}
