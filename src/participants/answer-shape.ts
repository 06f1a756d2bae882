import * as z from 'zod';
import type { AnswerShape } from '../engine/backend.ts';

/** An answer's shape from its schema, and what else has to be right of it: `check` returns what is wrong. */
export const answerShape = <S extends z.ZodType>(
  name: string,
  schema: S,
  check: (value: z.infer<S>) => string | undefined = () => undefined,
): AnswerShape<z.infer<S>> => ({
  name,
  jsonSchema: z.toJSONSchema(schema, { target: 'draft-07', io: 'input' }),
  parse(value) {
    const read = schema.safeParse(value);
    if (!read.success) return { problem: z.prettifyError(read.error) };
    const problem = check(read.data);
    return problem === undefined ? { value: read.data } : { problem };
  },
});
