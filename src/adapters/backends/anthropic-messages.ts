import type Anthropic from '@anthropic-ai/sdk';
import { type Capabilities, effortFor } from '../models.ts';
import { type NativeBackend, type NativeDeps, native } from './native.ts';
import {
  type Call,
  type Connection,
  type Heard,
  type Message,
  type Protocol,
  type Stop,
  tokensFrom,
  type WireRequest,
} from './wire.ts';

/** Anthropic's models, through the Messages API. */
export const anthropic = (deps: NativeDeps): NativeBackend =>
  native(
    {
      name: 'anthropic',
      protocol: messagesApi,
      defaultModel: 'claude-sonnet-5-5',
    },
    deps,
  );

const loadAnthropic = () => import('@anthropic-ai/sdk');

const messagesApi: Protocol = {
  name: 'anthropic-messages',
  load: loadAnthropic,
  takesTools: () => true,
  async models(connection) {
    const client = await anthropicClient(connection);
    const page = await client.models.list({ limit: 1000 }, { signal: connection.abort });
    return page.data.map(({ id }) => id);
  },
  async *stream(connection, request) {
    const client = await anthropicClient(connection);
    const events = await client.messages.create(body(request), { signal: connection.abort });
    const blocks: { block: Block; json: string }[] = [];
    let usage: Counts = {};
    let stop: string | null = null;
    for await (const event of events)
      switch (event.type) {
        case 'message_start':
          usage = known(event.message.usage ?? {});
          yield {
            type: 'bill',
            id: event.message.id,
            model: event.message.model,
            ...bill(usage),
            early: true,
          };
          break;
        case 'content_block_start':
          blocks[event.index] = { block: { ...event.content_block } as Block, json: '' };
          break;
        case 'content_block_delta': {
          const at = blocks[event.index];
          if (at) grow(at, event.delta);
          if (event.delta.type === 'text_delta') yield { type: 'text', text: event.delta.text };
          else if (event.delta.type === 'thinking_delta') yield { type: 'text', text: event.delta.thinking };
          else yield { type: 'alive', unseen: 'partial_json' in event.delta ? event.delta.partial_json : '' };
          break;
        }
        case 'message_delta':
          stop = event.delta.stop_reason ?? stop;
          usage = { ...usage, ...known(event.usage ?? {}) };
          yield { type: 'bill', ...bill(usage) };
          break;
        case 'message_stop':
          yield { type: 'turn', turn: { ...read(blocks.filter(Boolean)), stop: stopOf(stop) } };
          return;
        case 'content_block_stop':
          break;
        default:
          yield { type: 'strange', name: String((event as { type?: unknown }).type) };
      }
  },
};

async function anthropicClient({ key, baseUrl, headers, fetch }: Connection) {
  const { Anthropic } = await loadAnthropic();
  return new Anthropic({
    apiKey: key ?? 'none',
    authToken: null,
    baseURL: baseUrl,
    maxRetries: 0,
    timeout: 2 ** 31 - 1,
    logLevel: 'off',
    defaultHeaders: { ...headers, ...(key ? {} : { authorization: null, 'x-api-key': null }) },
    fetch,
  });
}

type Block = Anthropic.ContentBlock;
type Counts = Readonly<Partial<Record<keyof Anthropic.Usage, unknown>>>;

/** Four breakpoints, the most there may be: tools, system, and the last two user blocks, which roll. */
function body(request: WireRequest): Anthropic.MessageCreateParamsStreaming {
  const { without, model, can } = request;
  const cache = without.has('cache_control') ? {} : { cache_control: { type: 'ephemeral' as const } };
  const effort = without.has('effort') ? undefined : effortFor(can, request.effort);
  const { thinking } = can;
  const thinks = thinking === 'always' || (thinking === 'with effort' && effort);
  const last = request.tools.length - 1;
  return {
    model,
    max_tokens: without.has('max_tokens') ? 4096 : (request.maxOutput ?? usualOutput(can)),
    ...(request.tools.length
      ? {
          tools: request.tools.map(({ name, description, schema }, at) => ({
            name,
            description,
            input_schema: schema as Anthropic.Tool.InputSchema,
            ...(at === last ? cache : {}),
          })),
        }
      : {}),
    system: [{ type: 'text', text: request.system, ...cache }],
    messages: marked(paramsOf(request), cache),
    stream: true,
    ...(effort && effort !== 'minimal' ? { output_config: { effort } } : {}),
    ...(thinks && !without.has('effort') ? { thinking: { type: 'adaptive', display: 'summarized' } } : {}),
  };
}

const usualOutput = ({ output }: Capabilities) => Math.min(64_000, output);

type Param = { role: 'user' | 'assistant'; content: Anthropic.ContentBlockParam[] };

/** Neighbours of one role are one message: what tools say and what a person says come to the same turn. */
function paramsOf({ messages, without }: WireRequest): Param[] {
  const params: Param[] = [];
  for (const message of messages) {
    const role = message.role === 'assistant' ? 'assistant' : 'user';
    const before = params.at(-1);
    const content = contentOf(message, without);
    if (before?.role === role) before.content.push(...content);
    else if (content.length) params.push({ role, content });
  }
  return params;
}

function contentOf(message: Message, without: WireRequest['without']): Anthropic.ContentBlockParam[] {
  if (message.role === 'user') return [{ type: 'text', text: message.text }];
  if (message.role === 'tool')
    return message.results.map(({ id, ok, text }) => ({
      type: 'tool_result',
      tool_use_id: id,
      content: text || '(nothing)',
      ...(ok ? {} : { is_error: true }),
    }));
  if (message.native?.protocol === messagesApi.name && !without.has('native'))
    return [...(message.native.value as Anthropic.ContentBlockParam[])];
  return [
    ...(message.text ? [{ type: 'text' as const, text: message.text }] : []),
    ...message.calls.map(({ id, name, args }) => ({
      type: 'tool_use' as const,
      id,
      name,
      input: objectFrom(args),
    })),
  ];
}

function marked(params: Param[], cache: object): Anthropic.MessageParam[] {
  const rolling = params.filter(({ role }) => role === 'user').slice(-2);
  return params.map((param) =>
    rolling.includes(param)
      ? {
          ...param,
          content: param.content.map((block, at) =>
            at === param.content.length - 1 ? { ...block, ...cache } : block,
          ),
        }
      : param,
  );
}

function grow(at: { block: Block; json: string }, delta: Anthropic.RawContentBlockDelta): void {
  const { block } = at;
  if (delta.type === 'text_delta' && block.type === 'text') block.text += delta.text;
  if (delta.type === 'thinking_delta' && block.type === 'thinking') block.thinking += delta.thinking;
  if (delta.type === 'signature_delta' && block.type === 'thinking') block.signature = delta.signature;
  if (delta.type === 'input_json_delta') at.json += delta.partial_json;
}

function read(blocks: readonly { block: Block; json: string }[]) {
  const calls: Call[] = [];
  const native: Anthropic.ContentBlockParam[] = [];
  let text = '';
  for (const { block, json } of blocks) {
    if (block.type === 'tool_use') {
      const args = json || JSON.stringify(block.input ?? {});
      calls.push({ id: block.id, name: block.name, args });
      native.push({ type: 'tool_use', id: block.id, name: block.name, input: objectFrom(args) });
    } else if (block.type === 'text') {
      text += block.text;
      if (block.text) native.push({ type: 'text', text: block.text });
    } else if (block.type === 'thinking' || block.type === 'redacted_thinking') native.push(block);
  }
  return { text, calls, native };
}

/** The API takes objects only; arguments that are none are answered with an error anyway. */
function objectFrom(args: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(args);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
  } catch {
    return {};
  }
}

function stopOf(reason: string | null): Stop {
  if (reason === 'max_tokens') return 'length';
  if (reason === 'model_context_window_exceeded') return 'context';
  return reason === 'refusal' ? 'refusal' : 'end';
}

const known = (counts: object): Counts =>
  Object.fromEntries(Object.entries(counts).filter(([, value]) => value !== null && value !== undefined));

/** What Anthropic calls input is only the fresh part of the prompt. */
function bill(usage: Counts): Pick<Extract<Heard, { type: 'bill' }>, 'tokens'> {
  const { input_tokens: input, output_tokens: output } = usage;
  if (input === undefined || output === undefined) return {};
  const { cache_read_input_tokens: cacheRead = 0, cache_creation_input_tokens: cacheWrite = 0 } = usage;
  const details = usage.output_tokens_details as Partial<Anthropic.OutputTokensDetails> | undefined;
  return {
    tokens: tokensFrom({
      prompt: Number(input) + Number(cacheRead) + Number(cacheWrite),
      cacheRead,
      cacheWrite,
      output,
      reasoning: details?.thinking_tokens,
    }),
  };
}
