import type OpenAI from 'openai';
import { effortFor } from '../models.ts';
import { type NativeBackend, type NativeDeps, native } from './native.ts';
import { loadOpenai, openaiClient, openaiModels } from './openai-client.ts';
import { type Call, type Heard, type Message, type Protocol, tokensFrom, type WireRequest } from './wire.ts';

/** OpenAI's own models, through the Responses API. */
export const openai = (deps: NativeDeps): NativeBackend =>
  native({ name: 'openai', protocol: responses, defaultModel: 'gpt-5.5' }, deps);

const responses: Protocol = {
  name: 'openai-responses',
  load: loadOpenai,
  takesTools: () => true,
  models: openaiModels,
  async *stream(connection, request) {
    const client = await openaiClient(connection);
    const events = await client.responses.create(body(request), { signal: connection.abort });
    const done: OpenAI.Responses.ResponseOutputItem[] = [];
    for await (const event of events)
      switch (event.type) {
        case 'response.output_text.delta':
          yield { type: 'text', text: event.delta };
          break;
        case 'response.output_item.done':
          done.push(event.item);
          yield { type: 'alive' };
          break;
        case 'response.created':
        case 'response.queued':
        case 'response.in_progress':
          yield bill(event.response);
          break;
        case 'response.failed':
          yield bill(event.response);
          throw Object.assign(new Error(event.response.error?.message ?? 'the response failed'), {
            code: event.response.error?.code,
          });
        case 'error':
          throw Object.assign(new Error(event.message), { code: event.code });
        case 'response.completed':
        case 'response.incomplete': {
          yield bill(event.response);
          const output = event.response.output?.length ? event.response.output : done;
          yield { type: 'turn', turn: { ...read(output), stop: stopOf(event.response, output) } };
          return;
        }
        default:
          yield event.type?.startsWith('response.')
            ? { type: 'alive', unseen: 'delta' in event ? `${event.delta}` : undefined }
            : { type: 'strange', name: `${event.type}` };
      }
  },
};

function body(request: WireRequest): OpenAI.Responses.ResponseCreateParamsStreaming {
  const { without, model, can } = request;
  const effort = without.has('effort') ? undefined : effortFor(can, request.effort);
  return {
    model,
    instructions: request.system,
    tools: request.tools.map(({ name, description, schema }) => ({
      type: 'function',
      name,
      description,
      parameters: schema,
      strict: false,
    })),
    input: request.messages.flatMap((message) => items(message, without)),
    stream: true,
    ...(without.has('store') ? {} : { store: false }),
    ...(without.has('include') ? {} : { include: ['reasoning.encrypted_content'] }),
    ...(without.has('prompt_cache_key') ? {} : { prompt_cache_key: request.cacheKey }),
    ...(effort ? { reasoning: { effort } } : {}),
    ...(request.maxOutput && !without.has('max_tokens') ? { max_output_tokens: request.maxOutput } : {}),
  };
}

function items(message: Message, without: WireRequest['without']): OpenAI.Responses.ResponseInputItem[] {
  if (message.role === 'user') return [{ role: 'user', content: message.text }];
  if (message.role === 'tool')
    return message.results.map(({ id, text }) => ({
      type: 'function_call_output',
      call_id: id,
      output: text,
    }));
  if (message.native?.protocol === responses.name && !without.has('native'))
    return message.native.value as OpenAI.Responses.ResponseInputItem[];
  return [
    ...(message.text ? [{ role: 'assistant' as const, content: message.text }] : []),
    ...message.calls.map(({ id, name, args }) => ({
      type: 'function_call' as const,
      call_id: id,
      name,
      arguments: args,
    })),
  ];
}

function read(output: readonly OpenAI.Responses.ResponseOutputItem[]) {
  const calls: Call[] = [];
  let text = '';
  for (const item of output) {
    if (item.type === 'function_call')
      calls.push({ id: item.call_id, name: item.name, args: item.arguments });
    if (item.type === 'message')
      for (const part of item.content) if (part.type === 'output_text') text += part.text;
  }
  return { text, calls, native: output.filter(isWantedBack) };
}

/** Reasoning can only be handed back with its content: nothing is stored on the other side. */
const isWantedBack = (item: OpenAI.Responses.ResponseOutputItem) =>
  item.type === 'message' ||
  item.type === 'function_call' ||
  (item.type === 'reasoning' && !!item.encrypted_content);

function stopOf(response: OpenAI.Responses.Response, output: readonly OpenAI.Responses.ResponseOutputItem[]) {
  if (response.status === 'incomplete')
    return response.incomplete_details?.reason === 'content_filter' ? 'refusal' : 'length';
  const refused = output.some(
    (item) => item.type === 'message' && item.content.some(({ type }) => type === 'refusal'),
  );
  return refused ? 'refusal' : 'end';
}

function bill({ id, model, usage }: OpenAI.Responses.Response): Heard {
  if (!usage) return { type: 'bill', id, model };
  return {
    type: 'bill',
    id,
    model,
    tokens: tokensFrom({
      prompt: usage.input_tokens,
      cacheRead: usage.input_tokens_details?.cached_tokens,
      cacheWrite: usage.input_tokens_details?.cache_write_tokens,
      output: usage.output_tokens,
      reasoning: usage.output_tokens_details?.reasoning_tokens,
    }),
  };
}
