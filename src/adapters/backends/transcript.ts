import * as z from 'zod';
import type { Message } from './wire.ts';

/*
 * What is kept of a conversation, a record a settled message: enough to show it, and to go on with it after the
 * process that held it is gone. The prompt is not in it; whoever asks again asks with the same prompt.
 */

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

/** The conversation that a transcript holds, up to the last turn of which everything is there. */
export function resumed(history: readonly unknown[]): readonly Message[] {
  const messages: Message[] = [];
  let complete = 0;
  for (const line of history) {
    const read = Record.safeParse(line);
    if (!read.success) continue;
    const message = read.data as Message;
    const before = messages.at(-1);
    const open = before?.role === 'assistant' ? before.calls : [];
    if (message.role === 'tool' ? !answers(message, open) : open.length > 0) break;
    messages.push(message);
    if (message.role !== 'assistant' || message.calls.length === 0) complete = messages.length;
  }
  return messages.slice(0, complete);
}

const answers = (tool: Extract<Message, { role: 'tool' }>, calls: readonly { readonly id: string }[]) =>
  calls.length > 0 && calls.every(({ id }) => tool.results.some((result) => result.id === id));
