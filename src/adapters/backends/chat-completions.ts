import type OpenAI from 'openai';
import { effortFor, takesChatTools } from '../models.ts';
import { type NativeBackend, type NativeDeps, native } from './native.ts';
import { loadOpenai, openaiClient, openaiModels } from './openai-client.ts';
import { type Heard, type Message, type Protocol, type Stop, tokensFrom, type WireRequest } from './wire.ts';

type Chat = OpenAI.Chat.Completions.ChatCompletionMessageParam;
type Chunk = OpenAI.Chat.Completions.ChatCompletionChunk;
type Part = OpenAI.Chat.Completions.ChatCompletionChunk.Choice.Delta.ToolCall;
type Delta = OpenAI.Chat.Completions.ChatCompletionChunk.Choice.Delta & {
  readonly reasoning_content?: string | null;
};

/** Any server that speaks Chat Completions: DeepSeek, OpenRouter, vLLM, Ollama, a gateway. */
export const openaiCompatible = (deps: NativeDeps): NativeBackend =>
  native({ name: 'openai-compatible', protocol: chat, isPatient: true }, deps);

const chat: Protocol = {
  name: 'chat-completions',
  load: loadOpenai,
  takesTools: takesChatTools,
  models: openaiModels,
  async *stream(connection, request) {
    const client = await openaiClient(connection);
    const chunks = await client.chat.completions.create(body(request), { signal: connection.abort });
    const calls: Gathered[] = [];
    let text = '';
    let reasoning = '';
    let finish: string | undefined;
    try {
      for await (const chunk of chunks) {
        yield bill(chunk);
        const choice = chunk.choices?.[0];
        const delta: Delta | undefined = choice?.delta;
        if (delta?.content) {
          text += delta.content;
          yield { type: 'text', text: delta.content };
        } else if (delta?.reasoning_content || delta?.tool_calls?.length)
          yield { type: 'alive', unseen: unseenIn(delta) };
        reasoning += delta?.reasoning_content ?? '';
        for (const part of delta?.tool_calls ?? []) gather(calls, part);
        finish = choice?.finish_reason ?? finish;
      }
    } catch (error) {
      // What is lost after the finish is the bill, not the turn.
      if (!finish) throw error;
    }
    if (!finish) return;
    if (finish === 'error')
      throw Object.assign(new Error('the provider broke off'), { code: 'server_error' });
    const native = reasoning ? { reasoning_content: reasoning } : undefined;
    const turn = { text, calls: calls.map(({ call }) => call), stop: stopOf(finish) };
    yield { type: 'turn', turn: { ...turn, ...(native ? { native } : {}) } };
  },
};

const unseenIn = ({ reasoning_content: thought = '', tool_calls: calls = [] }: Delta) =>
  [thought, ...(calls ?? []).map((part) => part.function?.arguments ?? '')].join('');

/** A call as far as it has come, and the number that the server gave it. */
type Gathered = {
  readonly index: number | undefined;
  readonly call: { id: string; name: string; args: string };
};

/**
 * Most servers number the parts of a call, from 0 or from 1; some send it whole, with no number or always the same one.
 */
function gather(calls: Gathered[], { index, id, function: said }: Part): void {
  const known = calls.findLast((one) => index === undefined || one.index === index)?.call;
  if (!known || (id && id !== known.id)) {
    const call = {
      id: id || `call_${calls.length + 1}`,
      name: said?.name ?? '',
      args: said?.arguments ?? '',
    };
    calls.push({ index, call });
    return;
  }
  known.name ||= said?.name ?? '';
  known.args += said?.arguments ?? '';
}

function body(request: WireRequest): OpenAI.Chat.Completions.ChatCompletionCreateParamsStreaming {
  const { without, model, maxOutput } = request;
  const effort = without.has('effort') ? undefined : effortOf(request);
  return {
    model,
    messages: [
      { role: 'system', content: request.system },
      ...request.messages.flatMap((message) => messages(message, without)),
    ],
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
    ...(effort ? { reasoning_effort: effort } : {}),
    ...(maxOutput && !without.has('max_tokens') ? { [limitOf(model)]: maxOutput } : {}),
  };
}

/** OpenAI's own models no longer take the name that all others know. */
const limitOf = (model: string) => (/^(gpt-[5-9]|o\d)/.test(model) ? 'max_completion_tokens' : 'max_tokens');

function effortOf({ can, tools, effort }: WireRequest) {
  const mustNotReason = tools.length > 0 && can.chatTools === 'without reasoning';
  return mustNotReason ? 'none' : effortFor(can, effort);
}

function messages(message: Message, without: WireRequest['without']): Chat[] {
  if (message.role === 'user') return [{ role: 'user', content: message.text }];
  if (message.role === 'tool')
    return message.results.map(({ id, text }) => ({ role: 'tool', tool_call_id: id, content: text }));
  const calls = message.calls.map(({ id, name, args }) => ({
    id,
    type: 'function' as const,
    function: { name, arguments: args },
  }));
  return [
    {
      role: 'assistant',
      content: message.text || null,
      ...(calls.length ? { tool_calls: calls } : {}),
      ...(message.native?.protocol === chat.name && !without.has('native')
        ? (message.native.value as object)
        : {}),
    },
  ];
}

function stopOf(finish: string): Stop {
  if (finish === 'length') return 'length';
  return finish === 'content_filter' ? 'refusal' : 'end';
}

type Usage = OpenAI.CompletionUsage & { readonly prompt_cache_hit_tokens?: number };

function bill({ id, model, usage }: Chunk): Heard {
  const known = { type: 'bill', ...(id ? { id } : {}), ...(model ? { model } : {}) } as const;
  if (!usage) return known;
  const stated: Usage = usage;
  return {
    ...known,
    tokens: tokensFrom({
      prompt: stated.prompt_tokens,
      cacheRead: stated.prompt_tokens_details?.cached_tokens ?? stated.prompt_cache_hit_tokens,
      cacheWrite: stated.prompt_tokens_details?.cache_write_tokens,
      output: stated.completion_tokens,
      reasoning: stated.completion_tokens_details?.reasoning_tokens,
    }),
  };
}
