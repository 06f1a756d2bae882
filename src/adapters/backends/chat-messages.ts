import type OpenAI from 'openai';
import type { Call, Message, WireRequest } from './wire.ts';

/** The name under which a conversation keeps what Chat Completions wants to be handed back. */
export const CHAT = 'chat-completions';

type Param = OpenAI.Chat.Completions.ChatCompletionMessageParam;

/** A conversation as Chat Completions wants it. */
export const chatMessages = ({ system, messages, without }: WireRequest): Param[] => [
  { role: 'system', content: system },
  ...messages.flatMap((message) => paramsOf(message, without)),
];

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
