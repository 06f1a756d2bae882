import * as z from 'zod';
import type { AnswerShape } from '../../engine/ports.ts';
import { jsonIn } from './json-text.ts';
import type { ToolSpec } from './wire.ts';

export type Judged<T> = { readonly value: T } | { readonly problem: string };

/** How a question ends: with a call of one tool, or with a closing text where the model prefers that. */
export type Ending<T> = {
  readonly tool: ToolSpec;
  /** What the model is told about it, after the prompt that all share. */
  readonly instruction: string;
  fromCall(args: unknown): Judged<T>;
  fromText(text: string): Judged<T>;
};

const Finish = z.object({ summary: z.string() });

/** *work* ends with the agent's own summary. */
export const summary: Ending<string> = {
  tool: {
    name: 'finish',
    description: 'Ends the work. Call it alone, once everything is done and checked.',
    schema: schemaOf(Finish),
  },
  instruction: 'When all of it is done, call `finish` with a short summary of what you changed.',
  fromCall(args) {
    const read = Finish.safeParse(args);
    return read.success ? { value: read.data.summary } : { problem: 'finish takes { "summary": "…" }' };
  },
  fromText: (text) => ({ value: text }),
};

/** *ask* and *explore* end with an answer of a shape, which the shape itself judges. */
export function answer<T>(shape: AnswerShape<T>): Ending<T> {
  return {
    tool: {
      name: 'answer',
      description: `Gives the ${shape.name}, whole, and ends the question.`,
      schema: shape.jsonSchema,
    },
    instruction: `Give the ${shape.name} by calling \`answer\` exactly once.`,
    fromCall: (args) => shape.parse(args),
    fromText(text) {
      let problem: string | undefined;
      for (const candidate of jsonIn(text)) {
        const judged = shape.parse(candidate);
        if ('value' in judged) return judged;
        problem ??= judged.problem;
      }
      return { problem: problem ?? `there is no JSON in it; call \`answer\` with the ${shape.name}` };
    },
  };
}

/** A zod shape as the JSON schema that a model is shown. */
export function schemaOf(shape: z.ZodType): Readonly<Record<string, unknown>> {
  const { $schema: _, ...schema } = z.toJSONSchema(shape, { io: 'input' });
  return schema;
}
