import type OpenAI from 'openai';
import { effortFor, takesChatTools } from '../models.ts';
import { CHAT, chatMessages } from './chat-messages.ts';
import { chatTurn } from './chat-turn.ts';
import { chatBill } from './chat-usage.ts';
import { type NativeBackend, type NativeDeps, native } from './native.ts';
import { loadOpenai, openaiClient, openaiModels } from './openai-client.ts';
import type { Connection, Protocol, Stop, WireRequest } from './wire.ts';

/** Any server that speaks Chat Completions: DeepSeek, OpenRouter, vLLM, Ollama, a gateway. */
export const openaiCompatible = (deps: NativeDeps): NativeBackend =>
  native({ name: 'openai-compatible', protocol: chat, isPatient: true }, deps);

const chat: Protocol = {
  name: CHAT,
  load: loadOpenai,
  takesTools: takesChatTools,
  models: openaiModels,
  async *stream(connection, request) {
    const client = await openaiClient(connection);
    const chunks = await client.chat.completions.create(body(request, connection), {
      signal: connection.abort,
    });
    const turn = chatTurn();
    let finish: string | undefined;
    try {
      for await (const chunk of chunks) {
        yield chatBill(chunk);
        const choice = chunk.choices?.[0];
        if (choice?.delta) yield* turn.heard(choice.delta);
        finish = choice?.finish_reason ?? finish;
      }
    } catch (error) {
      // What is lost after the finish is the bill, not the turn.
      if (!finish) throw error;
    }
    if (!finish) return;
    if (finish === 'error')
      throw Object.assign(new Error('the provider broke off'), { code: 'server_error' });
    yield { type: 'turn', turn: { ...turn.whole(), stop: stopOf(finish) } };
  },
};

type Body = OpenAI.Chat.Completions.ChatCompletionCreateParamsStreaming;

function body(request: WireRequest, { baseUrl }: Connection): Body {
  const { without, model, maxOutput } = request;
  const effort = without.has('effort') ? undefined : effortOf(request);
  return {
    model,
    messages: chatMessages(request),
    ...(request.tools.length
      ? {
          tools: request.tools.map(({ name, description, schema }) => ({
            type: 'function' as const,
            function: { name, description, parameters: schema },
          })),
        }
      : {}),
    stream: true,
    ...(without.has('stream_options') ? {} : { stream_options: { include_usage: true } }),
    ...(without.has('prompt_cache_key') ? {} : { prompt_cache_key: request.cacheKey }),
    ...(wantsMark(baseUrl, model) && !without.has('cache_control')
      ? { cache_control: { type: 'ephemeral' } }
      : {}),
    ...(effort ? { reasoning_effort: effort } : {}),
    ...(maxOutput && !without.has('max_tokens') ? { [limitOf(model)]: maxOutput } : {}),
  };
}

/** Claude keeps nothing in its cache unasked. OpenRouter puts the marks; what others make of it is not known. */
const wantsMark = (baseUrl: string, model: string) =>
  /^(anthropic\/|claude-)/.test(model) && /(^|\.)openrouter\.ai$/.test(new URL(baseUrl).hostname);

/** OpenAI's own models no longer take the name that all others know. */
const limitOf = (model: string) => (/^(gpt-[5-9]|o\d)/.test(model) ? 'max_completion_tokens' : 'max_tokens');

function effortOf({ can, tools, effort }: WireRequest) {
  const mustNotReason = tools.length > 0 && can.chatTools === 'without reasoning';
  return mustNotReason ? 'none' : effortFor(can, effort);
}

function stopOf(finish: string): Stop {
  if (finish === 'length') return 'length';
  return finish === 'content_filter' ? 'refusal' : 'end';
}
