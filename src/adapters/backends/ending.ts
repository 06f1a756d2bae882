import * as z from 'zod';
import type { AnswerShape } from '../../engine/backend.ts';
import { jsonIn } from './json-text.ts';
import { schemaOf } from './schema.ts';
import { argumentsOf } from './use-tools.ts';
import type { Call, Message, Result, ToolSpec } from './wire.ts';

type Judged<T> =
  | { readonly value: T }
  /** *isHarmless*: nothing is wrong so far, and it may be said as often as it has to be. */
  | { readonly problem: string; readonly isHarmless?: true };

/** How often a model is told what is wrong with its answer. */
export const MOST_REPAIRS = 2;

/** How a question ends: with a call of one tool, or with a closing text where the model prefers that. */
export type Ending<T> = {
  readonly tool: ToolSpec;
  /** What the model is told about it, after the prompt that all share. */
  readonly instruction: string;
  /** What a first text alone is answered with, where it may be what the model is about to do. */
  readonly reminder?: string;
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
  reminder: 'Call `finish` when all of it is done; else go on.',
  fromCall(args) {
    const read = Finish.safeParse(args);
    return read.success ? { value: read.data.summary } : { problem: 'finish takes { "summary": "…" }' };
  },
  fromText: (text) => ({ value: text }),
};

/** *ask* and *explore* end with an answer of a shape, which the shape itself judges; as text where there are no tools. */
export function answer<T>(shape: AnswerShape<T>, by: 'tool' | 'text'): Ending<T> {
  return {
    tool: {
      name: 'answer',
      description: `Gives the ${shape.name}, whole, and ends the question.`,
      schema: plain(shape.jsonSchema),
    },
    instruction:
      by === 'tool'
        ? `Give the ${shape.name} by calling \`answer\` exactly once.`
        : `Answer with the ${shape.name} as one JSON object and nothing else. Its schema: ${JSON.stringify(shape.jsonSchema)}`,
    fromCall: (args) => shape.parse(args),
    fromText(text) {
      let problem: string | undefined;
      for (const candidate of jsonIn(text)) {
        const judged = shape.parse(candidate);
        if ('value' in judged) return judged;
        problem ??= judged.problem;
      }
      return { problem: problem ?? `there is no JSON object in your answer; give the ${shape.name}` };
    },
  };
}

/** Without the note of which draft it follows, which not every server takes. */
const plain = ({ $schema: _, ...schema }: AnswerShape<unknown>['jsonSchema']) => schema;

type Turned = {
  /** Up to the turn that is judged. */
  readonly messages: readonly Message[];
  /** What its calls came to. */
  readonly used: readonly Result[];
  /** There is no other turn in which it could end. */
  readonly isLast: boolean;
};

/** How the latest turn ends the question; undefined where it goes on. */
export function judge<T>({ messages, used, isLast }: Turned, ending: Ending<T>): Judged<T> | undefined {
  const turns = messages.filter((message) => message.role === 'assistant');
  const [turn, before] = [turns.at(-1), turns.at(-2)];
  if (!turn) return undefined;
  if (!turn.calls.length) {
    if (!turn.text.trim()) return { problem: `You said nothing. ${ending.instruction}` };
    const isFirst = !before?.text.trim() || before.calls.length > 0;
    if (ending.reminder && isFirst && !isLast) return { problem: ending.reminder, isHarmless: true };
    return ending.fromText(turn.text);
  }
  const closing = turn.calls.filter(({ name }) => name === ending.tool.name);
  if (!closing.length) return undefined;
  if (used.some(({ ok }) => !ok)) return { problem: 'another call of this turn failed; see to it first' };
  const judged = closing.map((call): Judged<T> => {
    const args = argumentsOf(call);
    return 'problem' in args ? args : ending.fromCall(args.value);
  });
  return judged.find((one) => 'value' in one) ?? judged[0];
}

/** What the model hears about its ending. */
export const verdict = <T>({ id, name }: Call, judged: Judged<T> | undefined): Result =>
  judged && 'problem' in judged
    ? { id, name, ok: false, text: judged.problem }
    : { id, name, ok: true, text: 'taken' };

/** The end that an interrupted conversation had already come to. */
export function ended<T>(messages: readonly Message[], ending: Ending<T>): Judged<T> | undefined {
  const last = messages.at(-1);
  const turn = last?.role === 'tool' ? messages.at(-2) : last;
  if (turn?.role !== 'assistant') return undefined;
  return judge({ messages, used: last?.role === 'tool' ? last.results : [], isLast: false }, ending);
}
