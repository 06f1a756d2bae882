/*
 * The three wire protocols from the server's side: a request in one normal form, and an answer as the frames
 * of its event stream.
 */

export type WireProtocol = 'responses' | 'chat' | 'messages';

export type Said = {
  readonly text?: string;
  /** What it thought before, which has to come back with the next request. */
  readonly thought?: string;
  /** Arguments that are a string go over the wire as they are, valid JSON or not. */
  readonly calls?: readonly {
    readonly name: string;
    readonly args: object | string;
    readonly id?: string;
    /** Its number in Chat Completions: its place from 0 on where it is left out, none where it is null. */
    readonly index?: number | null;
  }[];
  readonly usage?: Partial<ServedTokens> | null;
  /** What a server of Chat Completions states beside them, or instead. */
  readonly stated?: object;
  readonly stop?: 'length' | 'refusal';
  /** Pieces of Chat Completions as some servers send them, before all others. */
  readonly deltas?: readonly object[];
  /** The model that says it answered; the one asked for where it is left out. */
  readonly model?: string;
};

/** `input` is the fresh part only. */
type ServedTokens = {
  readonly input: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly output: number;
  readonly reasoning: number;
};

export type Spoken =
  | { readonly role: 'user'; readonly text: string }
  | {
      readonly role: 'assistant';
      readonly text: string;
      readonly calls: readonly { name: string; args: unknown }[];
    }
  | { readonly role: 'tool'; readonly text: string };

export type Frame = { readonly event?: string; readonly data: string };

type Field =
  | 'arguments'
  | 'content'
  | 'function'
  | 'input'
  | 'instructions'
  | 'messages'
  | 'name'
  | 'output'
  | 'role'
  | 'system'
  | 'text'
  | 'tool_calls'
  | 'tools'
  | 'type';
export type Json = Readonly<Partial<Record<Field | 'model', unknown>>>;
const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? value : []);

export function protocolOf(path: string): WireProtocol | undefined {
  if (path.endsWith('/responses')) return 'responses';
  if (path.endsWith('/chat/completions')) return 'chat';
  return path.endsWith('/v1/messages') ? 'messages' : undefined;
}

export function toolsIn(body: Json): readonly string[] {
  // A tool that the provider itself runs has only a type.
  return list(body.tools).map(
    (tool) => `${tool.name ?? (tool.function as Json | undefined)?.name ?? tool.type}`,
  );
}

export function systemIn(body: Json): string {
  const first = list(body.messages)[0];
  const system = body.instructions ?? body.system ?? (first && first.role === 'system' ? first.content : '');
  return textOf(system);
}

/** The conversation so far, whatever the protocol. */
export function conversationIn(protocol: WireProtocol, body: Json): readonly Spoken[] {
  if (protocol === 'responses') return list(body.input).flatMap(fromResponses).reduce(joined, []);
  if (protocol === 'messages') return list(body.messages).flatMap(fromMessages);
  return list(body.messages).flatMap(fromChat);
}

function fromResponses(item: Json): Spoken[] {
  if (item.type === 'function_call_output') return [{ role: 'tool', text: textOf(item.output) }];
  if (item.type === 'function_call') return [assistant('', [[item.name, item.arguments]])];
  if (item.role === 'assistant') return [assistant(textOf(item.content), [])];
  return item.role === 'user' ? [{ role: 'user', text: textOf(item.content) }] : [];
}

/** In the Responses API every call of a turn is an item of its own. */
function joined(sofar: readonly Spoken[], next: Spoken): readonly Spoken[] {
  const last = sofar.at(-1);
  if (last?.role !== 'assistant' || next.role !== 'assistant') return [...sofar, next];
  const both = { ...next, text: last.text + next.text, calls: [...last.calls, ...next.calls] };
  return [...sofar.slice(0, -1), both];
}

function fromChat(message: Json): Spoken[] {
  if (message.role === 'tool') return [{ role: 'tool', text: textOf(message.content) }];
  if (message.role === 'user') return [{ role: 'user', text: textOf(message.content) }];
  if (message.role !== 'assistant') return [];
  const calls = list(message.tool_calls).map((call) => call.function as Json);
  return [
    assistant(
      textOf(message.content),
      calls.map((call) => [call.name, call.arguments]),
    ),
  ];
}

function fromMessages(message: Json): Spoken[] {
  const blocks = list(message.content);
  if (message.role === 'assistant') {
    const calls = blocks.filter((block) => block.type === 'tool_use');
    return [
      assistant(
        textOf(blocks),
        calls.map((call) => [call.name, JSON.stringify(call.input)]),
      ),
    ];
  }
  return blocks.map((block) =>
    block.type === 'tool_result'
      ? { role: 'tool', text: textOf(block.content) }
      : { role: 'user', text: textOf([block]) },
  );
}

const assistant = (text: string, calls: readonly (readonly [unknown, unknown])[]): Spoken => ({
  role: 'assistant',
  text,
  calls: calls.map(([name, args]) => ({ name: `${name}`, args: parsed(`${args}`) })),
});

function parsed(args: string): unknown {
  try {
    return JSON.parse(args);
  } catch {
    return args;
  }
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  return list(content)
    .map((part) => part.text ?? '')
    .join('');
}

const usual: ServedTokens = { input: 100, cacheRead: 0, cacheWrite: 0, output: 20, reasoning: 0 };

/** The answer as a stream, whole. `number` makes its ids. */
export function framesOf(
  protocol: WireProtocol,
  model: string,
  number: number,
  said: Said,
): readonly Frame[] {
  const usage = said.usage === null ? undefined : { ...usual, ...said.usage };
  const calls = (said.calls ?? []).map(({ name, args, id, index }, at) => ({
    id: id ?? `call_${number}_${at}`,
    name,
    args: typeof args === 'string' ? args : JSON.stringify(args),
    index: index === undefined ? at : index,
  }));
  const answer = {
    model: said.model ?? model,
    number,
    text: said.text ?? '',
    thought: said.thought,
    calls,
    usage,
    stop: said.stop,
    deltas: said.deltas ?? [],
    stated: said.stated,
  };
  if (protocol === 'responses') return responses(answer);
  return protocol === 'chat' ? chat(answer) : messages(answer);
}

type Answer = {
  readonly model: string;
  readonly number: number;
  readonly text: string;
  readonly thought: string | undefined;
  readonly calls: readonly { id: string; name: string; args: string; index: number | null }[];
  readonly usage: ServedTokens | undefined;
  readonly stop: 'length' | 'refusal' | undefined;
  readonly deltas: readonly object[];
  readonly stated: object | undefined;
};

/** A text in the pieces in which it is streamed; a very long one comes in one. */
const pieces = (text: string) => (text.length > 100_000 ? [text] : (text.match(/[\s\S]{1,24}/g) ?? []));

function responses({ model, number, text, thought, calls, usage, stop }: Answer): Frame[] {
  const frames: Frame[] = [];
  const send = (type: string, data: object) =>
    frames.push({ event: type, data: JSON.stringify({ type, sequence_number: frames.length, ...data }) });
  const status = stop === 'length' ? 'incomplete' : 'completed';
  const content =
    stop === 'refusal' ? { type: 'refusal', refusal: text } : { type: 'output_text', text, annotations: [] };
  const message = text
    ? [{ type: 'message', id: `msg_${number}`, role: 'assistant', status, content: [content] }]
    : [];
  const reasoning = thought
    ? [{ type: 'reasoning', id: `rs_${number}`, summary: [], encrypted_content: `sealed ${thought}` }]
    : [];
  const items = [
    ...reasoning,
    ...message,
    ...calls.map(({ id, name, args }) => ({
      ...{ type: 'function_call', id: `fc_${id}`, call_id: id, name, arguments: args, status },
    })),
  ];
  const prompt = usage && usage.input + usage.cacheRead + usage.cacheWrite;
  const response = {
    ...{ id: `resp_${number}`, object: 'response', model, status, output: items },
    ...(stop === 'length' ? { incomplete_details: { reason: 'max_output_tokens' } } : {}),
    usage: usage && {
      input_tokens: prompt,
      input_tokens_details: { cached_tokens: usage.cacheRead, cache_write_tokens: usage.cacheWrite },
      output_tokens: usage.output,
      output_tokens_details: { reasoning_tokens: usage.reasoning },
      total_tokens: (prompt ?? 0) + usage.output,
    },
  };
  const begun = { response: { ...response, status: 'in_progress', output: [], usage: null } };
  send('response.created', begun);
  send('response.in_progress', begun);
  for (const [output_index, item] of items.entries()) {
    send('response.output_item.added', { output_index, item: { ...item, content: [], arguments: '' } });
    const at = { item_id: item.id, output_index };
    if ('arguments' in item)
      for (const delta of pieces(item.arguments))
        send('response.function_call_arguments.delta', { ...at, delta });
    else
      for (const delta of pieces(text))
        send('response.output_text.delta', { ...at, content_index: 0, delta });
    send('response.output_item.done', { output_index, item });
  }
  send(stop === 'length' ? 'response.incomplete' : 'response.completed', { response });
  return frames;
}

function chat({ model, number, text, thought, calls, usage, stop, deltas, stated }: Answer): Frame[] {
  const frames: Frame[] = [];
  const send = (choices: readonly object[], more: object = {}) =>
    frames.push({
      data: JSON.stringify({
        id: `chatcmpl-${number}`,
        object: 'chat.completion.chunk',
        model,
        choices,
        ...more,
      }),
    });
  const delta = (what: object) => send([{ index: 0, delta: what, finish_reason: null }]);
  delta({ role: 'assistant', content: '' });
  for (const what of deltas) delta(what);
  if (thought) delta({ reasoning_content: thought });
  for (const content of pieces(text)) delta({ content });
  for (const { id, name, args, index } of calls) {
    const part = index === null ? {} : { index };
    delta({ tool_calls: [{ ...part, id, type: 'function', function: { name, arguments: '' } }] });
    for (const piece of pieces(args)) delta({ tool_calls: [{ ...part, function: { arguments: piece } }] });
  }
  const usually = calls.length ? 'tool_calls' : 'stop';
  const finish_reason = stop === 'length' ? 'length' : stop === 'refusal' ? 'content_filter' : usually;
  send([{ index: 0, delta: {}, finish_reason }]);
  if (usage)
    send([], {
      usage: {
        prompt_tokens: usage.input + usage.cacheRead + usage.cacheWrite,
        prompt_tokens_details: { cached_tokens: usage.cacheRead, cache_write_tokens: usage.cacheWrite },
        completion_tokens: usage.output,
        completion_tokens_details: { reasoning_tokens: usage.reasoning },
        ...stated,
      },
    });
  frames.push({ data: '[DONE]' });
  return frames;
}

function messages({ model, number, text, thought, calls, usage, stop }: Answer): Frame[] {
  const frames: Frame[] = [];
  const send = (type: string, data: object = {}) =>
    frames.push({ event: type, data: JSON.stringify({ type, ...data }) });
  const counts = usage && {
    input_tokens: usage.input,
    cache_read_input_tokens: usage.cacheRead,
    cache_creation_input_tokens: usage.cacheWrite,
  };
  const start = {
    id: `msg_${number}`,
    type: 'message',
    role: 'assistant',
    model,
    content: [],
    stop_reason: null,
  };
  send('message_start', {
    message: { ...start, ...(counts ? { usage: { ...counts, output_tokens: 1 } } : {}) },
  });
  send('ping');
  const blocks = [
    ...(thought
      ? [
          {
            block: { type: 'thinking', thinking: '', signature: '' },
            deltas: [
              { type: 'thinking_delta', thinking: thought },
              { type: 'signature_delta', signature: `sealed ${thought}` },
            ],
          },
        ]
      : []),
    ...(text
      ? [
          {
            block: { type: 'text', text: '' },
            deltas: pieces(text).map((part) => ({ type: 'text_delta', text: part })),
          },
        ]
      : []),
    ...calls.map(({ id, name, args }) => ({
      block: { type: 'tool_use', id, name, input: {} },
      deltas: pieces(args).map((part) => ({ type: 'input_json_delta', partial_json: part })),
    })),
  ];
  for (const [index, { block, deltas }] of blocks.entries()) {
    send('content_block_start', { index, content_block: block });
    for (const delta of deltas) send('content_block_delta', { index, delta });
    send('content_block_stop', { index });
  }
  const usually = calls.length ? 'tool_use' : 'end_turn';
  const stop_reason = stop === 'length' ? 'max_tokens' : (stop ?? usually);
  const details = usage && {
    output_tokens: usage.output,
    output_tokens_details: { thinking_tokens: usage.reasoning },
  };
  send('message_delta', {
    delta: { stop_reason, stop_sequence: null },
    ...(details ? { usage: details } : {}),
  });
  send('message_stop');
  return frames;
}
