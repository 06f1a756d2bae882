import type { AnswerShape } from '../../engine/backend.ts';
import { answer } from './ending.ts';

export type Judged<T> = { readonly value: T } | { readonly problem: string };

/** What a CLI answered, judged: a value where it has one, else the text, in which a shape finds its JSON. */
export function judged<T>(
  shape: AnswerShape<T> | undefined,
  said: { value?: unknown; text: string },
): Judged<T> {
  // In *work* the value is the agent's closing summary.
  if (!shape) return { value: said.text as T };
  if (said.value === undefined) return answer(shape, 'text').fromText(said.text);
  return shape.parse(said.value);
}

export const complaint = (problem: string) =>
  `That answer cannot be used: ${problem}\nGive the whole answer again, corrected, in the same form.`;
