import type OpenAI from 'openai';
import type { Heard, Turn } from './wire.ts';

type Spoken = OpenAI.Chat.Completions.ChatCompletionChunk.Choice.Delta;
type Part = OpenAI.Chat.Completions.ChatCompletionChunk.Choice.Delta.ToolCall;
type Delta = Spoken & { readonly reasoning_content?: string | null };

/** A turn of Chat Completions, put together from the pieces in which it comes. */
export function chatTurn() {
  const calls: Gathered[] = [];
  let text = '';
  let reasoning = '';
  return {
    /** Takes the next piece; yields what is to be heard in it. */
    *heard(delta: Delta): Generator<Heard> {
      if (delta.content) {
        text += delta.content;
        yield { type: 'text', text: delta.content };
      } else if (delta.reasoning_content || delta.tool_calls?.length)
        yield { type: 'alive', unseen: unseenIn(delta) };
      reasoning += delta.reasoning_content ?? '';
      for (const part of delta.tool_calls ?? []) gather(calls, part);
    },
    whole(): Omit<Turn, 'stop'> {
      const native = reasoning ? { reasoning_content: reasoning } : undefined;
      return { text, calls: calls.map(({ call }) => call), ...(native ? { native } : {}) };
    },
  };
}

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
