import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';

/** The folder of the examples. */
export const examples = join(import.meta.dirname, '../../examples');

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
export const Verdict = z.object({ criteria: z.array(z.object({ criterion: z.string(), met: z.boolean() })) });
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

/** The recorded answers of the demo. */
export const { answers } = Script.parse(
  JSON.parse(await readFile(join(examples, 'table-booking.script.json'), 'utf8')),
);
export const plan = Plan.parse(answers.find(({ phase }) => phase === 'planner')?.answer);
export const entry = (phase: string, story: string, attempt: number) =>
  answers.find((one) => one.phase === phase && one.story === story && one.attempt === attempt);

export function storyOf(id: string) {
  const story = plan.stories.find((one) => one.id === id);
  if (!story) throw new Error(`the plan has no story ${id}`);
  return story;
}
