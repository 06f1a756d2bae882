import * as z from 'zod';
import type { AnswerShape } from '../engine/backend.ts';

/** An answer's shape from its schema; the reading of it is the schema's own. */
export const answerShape = <S extends z.ZodType>(name: string, schema: S): AnswerShape<z.infer<S>> => ({
  name,
  jsonSchema: z.toJSONSchema(schema, { target: 'draft-07', io: 'input' }),
  parse(value) {
    const read = schema.safeParse(value);
    return read.success ? { value: read.data } : { problem: z.prettifyError(read.error) };
  },
});
