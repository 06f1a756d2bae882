import { tmpdir } from 'node:os';
import type {
  AnswerShape,
  Backend,
  Outcome,
  Progress,
  Signal,
  ThinkRequest,
} from '../../src/engine/backend.ts';

const { PATH = '', HOME = '' } = process.env;

/** A question with everything that a test does not care about. */
export function question<T = string>(more: Partial<ThinkRequest<T>> = {}): ThinkRequest<T> {
  return {
    mode: 'work',
    labels: { run: 'r1', phase: 'story', storyId: 's1', attempt: 1 },
    route: { backend: 'claude' },
    prompt: { shared: 'what all share', task: 'the task' },
    folder: tmpdir(),
    env: { PATH, HOME },
    abort: new AbortController().signal,
    limits: { silenceMs: 60_000, totalMs: 60_000, turns: 20 },
    permit: async () => {},
    inbox: () => [],
    signal: () => {},
    transcript: () => {},
    history: [],
    ...more,
  };
}

export type Thought<T> = {
  readonly facts: readonly Progress[];
  readonly outcome: Outcome<T>;
  readonly signals: readonly Signal[];
  readonly records: readonly Readonly<Record<string, unknown>>[];
};

/** Asks, and keeps everything that comes of it. */
export async function thought<T>(backend: Backend, request: ThinkRequest<T>): Promise<Thought<T>> {
  const signals: Signal[] = [];
  const records: Readonly<Record<string, unknown>>[] = [];
  const facts: Progress[] = [];
  const thinking = backend.think({
    ...request,
    signal(signal) {
      signals.push(signal);
      request.signal(signal);
    },
    transcript(record) {
      records.push(record);
      request.transcript(record);
    },
  });
  let step = await thinking.next();
  for (; !step.done; step = await thinking.next()) facts.push(step.value);
  return { facts, outcome: step.value, signals, records };
}

/** An answer that is an object with a name. */
export const named: AnswerShape<{ name: string }> = {
  name: 'name',
  jsonSchema: {
    type: 'object',
    properties: { name: { type: 'string' } },
    required: ['name'],
    additionalProperties: false,
  },
  parse(value) {
    const { name } = (value ?? {}) as { name?: unknown };
    return typeof name === 'string' && name !== '' ? { value: { name } } : { problem: 'it has no name' };
  },
};
