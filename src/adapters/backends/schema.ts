import * as z from 'zod';

/** A zod shape as the JSON schema that a model is shown. */
export function schemaOf(shape: z.ZodType): Readonly<Record<string, unknown>> {
  const { $schema: _, ...schema } = z.toJSONSchema(shape, { io: 'input' });
  return schema;
}
