import type OpenAI from 'openai';
import type { Call, Message, Result, WireRequest } from './wire.ts';

/** The name under which a conversation keeps what Chat Completions wants to be handed back. */
export const CHAT = 'chat-completions';

type Param = OpenAI.Chat.Completions.ChatCompletionMessageParam;

/** Between what a tool gave and what somebody says. */
const BEHIND = '\n\n--- That was all of it. What follows is said to you: ---\n\n';

/** A conversation as Chat Completions wants it. */
export const chatMessages = ({ system, messages, without }: WireRequest): Param[] => [
  { role: 'system', content: system },
  ...joined(messages).flatMap((message) => paramsOf(message, without)),
];

/** Mistral and the templates of many open models take nothing of a person's right behind a result, or twice in a row. */
function joined(messages: readonly Message[]): readonly Message[] {
  const all: Message[] = [];
  for (const message of messages) {
    const before = all.at(-1);
    if (message.role !== 'user' || !before || before.role === 'assistant') all.push(message);
    else if (before.role === 'user') all.splice(-1, 1, said(`${before.text}\n\n${message.text}`));
    else all.splice(-1, 1, { ...before, results: behindLast(before.results, message.text) });
  }
  return all;
}

const said = (text: string): Message => ({ role: 'user', text });

const behindLast = (results: readonly Result[], text: string) =>
  results.map((result, at) =>
    at === results.length - 1 ? { ...result, text: result.text + BEHIND + text } : result,
  );

function paramsOf(message: Message, without: WireRequest['without']): Param[] {
  if (message.role === 'user') return [{ role: 'user', content: message.text }];
  if (message.role === 'tool')
    return message.results.map(({ id, text }) => ({ role: 'tool', tool_call_id: id, content: text }));
  const calls = message.calls.map(callParam);
  return [
    {
      role: 'assistant',
      content: message.text || null,
      ...(calls.length ? { tool_calls: calls } : {}),
      ...(message.native?.protocol === CHAT && !without.has('native')
        ? (message.native.value as object)
        : {}),
    },
  ];
}

/** A call as the server is to see it again. */
export const callParam = ({ id, name, args }: Call) => ({
  id,
  type: 'function' as const,
  function: { name, arguments: args },
});
