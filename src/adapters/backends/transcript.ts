import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { ThinkRequest } from '../../engine/backend.ts';
import type { Message } from './wire.ts';

/*
 * What is kept of a conversation, a record a settled message: enough to show it, and to go on with it after the
 * process that held it is gone. Of the prompt only the digest is in it; whoever asks again has the prompt, and
 * who asks something else under the same labels (a plan revised) is not answered from what was said before.
 */

const Question = z.object({ role: z.literal('question'), sha256: z.string() });

const GaveUp = z.object({ role: z.literal('gave-up'), reason: z.string() });

const Record = z.discriminatedUnion('role', [
  z.object({ role: z.literal('user'), text: z.string() }),
  z.object({
    role: z.literal('assistant'),
    text: z.string(),
    calls: z.array(z.object({ id: z.string(), name: z.string(), args: z.string() })),
    native: z.object({ protocol: z.string(), value: z.unknown() }).optional(),
  }),
  z.object({
    role: z.literal('tool'),
    results: z.array(z.object({ id: z.string(), name: z.string(), ok: z.boolean(), text: z.string() })),
  }),
]);

/**
 * Takes up the conversation that an interrupted run of this very question left, up to the last turn of which
 * everything is there; begins one, and says so in the transcript, where there is none.
 */
export function takenUp<T>({ history, transcript, ...request }: ThinkRequest<T>): readonly Message[] {
  const { mode, prompt, answer } = request;
  const asked = JSON.stringify([mode, prompt.shared, prompt.task, answer?.name]);
  const sha256 = createHash('sha256').update(asked).digest('hex');
  const began = history.findLastIndex((line) => Question.safeParse(line).success);
  const rest = history.slice(began + 1);
  const isSame = Question.safeParse(history[began]).data?.sha256 === sha256;
  if (isSame && !rest.some((line) => GaveUp.safeParse(line).success)) return complete(rest);
  transcript({ role: 'question', sha256 });
  return [];
}

/** Closes a conversation that came to nothing: who asks again begins again. */
export const gaveUp = (reason: string) => ({ role: 'gave-up', reason }) satisfies z.infer<typeof GaveUp>;

function complete(history: readonly unknown[]): readonly Message[] {
  const messages: Message[] = [];
  let whole = 0;
  for (const line of history) {
    const read = Record.safeParse(line);
    if (!read.success) continue;
    const message = read.data as Message;
    const before = messages.at(-1);
    const open = before?.role === 'assistant' ? before.calls : [];
    if (message.role === 'tool' ? !answers(message, open) : open.length > 0) break;
    messages.push(message);
    if (message.role !== 'assistant' || message.calls.length === 0) whole = messages.length;
  }
  return messages.slice(0, whole);
}

const answers = (tool: Extract<Message, { role: 'tool' }>, calls: readonly { readonly id: string }[]) =>
  calls.length > 0 && calls.every(({ id }) => tool.results.some((result) => result.id === id));
