import type { AnswerShape } from '../../engine/backend.ts';

type Schema = Readonly<Record<string, unknown>>;

/** Keywords that a strict schema may not hold; the shape's own check sees to what they say. */
const REFUSED = new Set([
  '$schema',
  'default',
  'minLength',
  'maxLength',
  'uniqueItems',
  'propertyNames',
  'contains',
]);

/**
 * The schema as OpenAI's strict answers want it: every property required, what is optional may be null, and nothing
 * beside them. Undefined where that cannot be said, as for a map with any keys.
 */
export function strictSchema(schema: Schema): Schema | undefined {
  try {
    return strict(schema) as Schema;
  } catch (error) {
    if (error instanceof Inexpressible) return undefined;
    throw error;
  }
}

class Inexpressible extends Error {}

function strict(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(strict);
  if (typeof schema !== 'object' || schema === null) return schema;
  const all = Object.entries(schema as Schema).filter(([key]) => !REFUSED.has(key));
  const kept: Record<string, unknown> = {};
  for (const [key, value] of all) {
    if (key === 'oneOf') kept['anyOf'] = strict(value);
    else if (key === 'items' || key === 'anyOf') kept[key] = strict(value);
    else if (key === '$defs' || key === 'definitions') kept[key] = mapped(value, (_, one) => strict(one));
    else kept[key] = value;
  }
  if (kept['type'] !== 'object') return kept;
  const { properties, required } = kept;
  if (!properties || typeof kept['additionalProperties'] === 'object') throw new Inexpressible();
  const needed = Array.isArray(required) ? required : [];
  return {
    ...kept,
    properties: mapped(properties, (name, one) =>
      needed.includes(name) ? strict(one) : { anyOf: [strict(one), { type: 'null' }] },
    ),
    required: Object.keys(properties),
    additionalProperties: false,
  };
}

const mapped = (record: unknown, change: (name: string, value: unknown) => unknown) =>
  Object.fromEntries(Object.entries(record as Schema).map(([name, value]) => [name, change(name, value)]));

/** The shape, taking null for what is optional. */
export const nullable = <T>(shape: AnswerShape<T>): AnswerShape<T> => ({
  ...shape,
  parse(value) {
    const judged = shape.parse(value);
    return 'value' in judged ? judged : shape.parse(withoutNulls(value));
  },
});

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) => (one === null ? [] : [[key, withoutNulls(one)]])),
  );
}
