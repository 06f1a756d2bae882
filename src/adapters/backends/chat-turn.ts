import type OpenAI from 'openai';
import { callParam } from './chat-messages.ts';
import type { Heard, Turn } from './wire.ts';

type Spoken = OpenAI.Chat.Completions.ChatCompletionChunk.Choice.Delta;
type Part = OpenAI.Chat.Completions.ChatCompletionChunk.Choice.Delta.ToolCall;
type Delta = Omit<Spoken, 'content'> & {
  readonly content?: string | readonly Piece[] | null;
  readonly reasoning_content?: string | null;
  readonly reasoning_details?: readonly Detail[] | null;
};
/** A piece of a text, or of a thought, where a server does not send it as it is: Mistral's. */
type Piece = {
  readonly type?: string;
  readonly text?: string;
  readonly thinking?: string | readonly Piece[];
};
/** A thought, or a piece of one, as OpenRouter passes it on: in the open or sealed. */
type Detail = Readonly<Record<string, unknown>>;

/** A turn of Chat Completions, put together from the pieces in which it comes. */
export function chatTurn() {
  const calls: Gathered[] = [];
  const details: Detail[] = [];
  let text = '';
  let reasoning = '';
  return {
    /** Takes the next piece; yields what is to be heard in it. */
    *heard(delta: Delta): Generator<Heard> {
      const said = textOf(delta.content);
      if (said) {
        text += said;
        yield { type: 'text', text: said };
      } else if (
        delta.content?.length ||
        delta.reasoning_content ||
        delta.reasoning_details?.length ||
        delta.tool_calls?.length
      )
        yield { type: 'alive', unseen: unseenIn(delta) };
      reasoning += delta.reasoning_content ?? '';
      for (const detail of delta.reasoning_details ?? []) addDetail(details, detail);
      for (const part of delta.tool_calls ?? []) gather(calls, part);
    },
    whole(): Omit<Turn, 'stop'> {
      const native = {
        ...(reasoning ? { reasoning_content: reasoning } : {}),
        ...(details.length ? { reasoning_details: details } : {}),
        ...(calls.some(({ more }) => Object.keys(more).length)
          ? { tool_calls: calls.map(({ call, more }) => ({ ...callParam(call), ...more })) }
          : {}),
      };
      return {
        text,
        calls: calls.map(({ call }) => call),
        ...(Object.keys(native).length ? { native } : {}),
      };
    },
  };
}

const textOf = (content: Delta['content']): string =>
  typeof content === 'string' ? content : (content ?? []).map(({ text }) => text ?? '').join('');

const thoughtOf = (content: Delta['content']): string =>
  typeof content === 'string' ? '' : (content ?? []).map(({ thinking }) => textOf(thinking)).join('');

const unseenIn = ({ content, reasoning_content, reasoning_details, tool_calls }: Delta) =>
  [
    thoughtOf(content),
    reasoning_content ?? (reasoning_details ? JSON.stringify(reasoning_details) : ''),
    ...(tool_calls ?? []).map((part) => part.function?.arguments ?? ''),
  ].join('');

/** The pieces of an open thought come one by one, its signature last; it is handed back whole. */
function addDetail(details: Detail[], detail: Detail): void {
  const before = details.at(-1);
  const isMore =
    [before, detail].every((one) => one?.['type'] === 'reasoning.text') &&
    before?.['index'] === detail['index'] &&
    !before?.['signature'];
  if (!isMore) return void details.push(detail);
  const text = `${before?.['text'] ?? ''}${detail['text'] ?? ''}`;
  details.splice(-1, 1, { ...before, ...known(detail), text });
}

const known = (fields: object) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined));

/** A call as far as it has come, and the number that the server gave it. */
type Gathered = {
  readonly index: number | undefined;
  readonly call: { id: string; name: string; args: string };
  /** What only the server understands, and wants to see again: Gemini signs its calls so. */
  readonly more: Record<string, unknown>;
};

/**
 * Most servers number the parts of a call, from 0 or from 1; some send it whole, with no number or always the same one.
 */
function gather(calls: Gathered[], { index, id, type: _, function: said, ...more }: Part): void {
  const begun = calls.findLast((one) => index === undefined || one.index === index);
  if (!begun || (id && id !== begun.call.id)) {
    const call = {
      id: id || `call_${calls.length + 1}`,
      name: said?.name ?? '',
      args: said?.arguments ?? '',
    };
    calls.push({ index, call, more: known(more) });
    return;
  }
  begun.call.name ||= said?.name ?? '';
  begun.call.args += said?.arguments ?? '';
  Object.assign(begun.more, known(more));
}
