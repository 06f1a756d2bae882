import type { Outcome, Progress, RunCommand, ThinkRequest } from '../../engine/ports.ts';
import { clip } from '../../model/size.ts';
import { capabilities } from '../models.ts';
import { deadline } from './deadline.ts';
import type { Ending, Judged } from './ending.ts';
import { exchange, type Line, stopped } from './exchange.ts';
import { coalesced } from './labels.ts';
import { watchForLoops } from './loops.ts';
import { toolsOf } from './tools/all.ts';
import type { Place, Tool } from './tools/tool.ts';
import { resumed } from './transcript.ts';
import { argumentsOf, type Ready, useTools } from './use-tools.ts';
import type { Call, Message, Result, Turn } from './wire.ts';

export type Conversation<T> = {
  readonly request: ThinkRequest<T>;
  readonly model: string;
  readonly line: Omit<Line, 'opened' | 'abort'>;
  readonly ending: Ending<T>;
  readonly runCommand: RunCommand;
};

const MOST_REPAIRS = 2;
const MOST_GARBLED = 2;
const REPEATING =
  'You have made the same call several times and nothing has changed. Try another way, or end.';
const LAST_TURNS = 'Only two more turns are left: end now with what you have.';

/**
 * The agent: a list of messages that only grows. Ask, let the tools answer, ask again, until the ending is called.
 * A turn that was cut short never gets onto the list: it is asked for again.
 */
export async function* converse<T>(conversation: Conversation<T>): AsyncGenerator<Progress, Outcome<T>> {
  const { request, model, ending } = conversation;
  const { limits, labels } = request;
  const { pacing } = conversation.line;
  const messages: Message[] = [{ role: 'user', text: request.prompt.task }, ...resumed(request.history)];
  const add = (message: Message) => {
    messages.push(message);
    request.transcript(message);
  };
  const time = deadline(limits.totalMs, request.abort, pacing.now);
  const output = coalesced((text) => request.signal({ type: 'output', labels, text }), pacing.now);
  const place: Place = {
    folder: request.folder ?? '',
    env: request.env,
    abort: time.signal,
    runCommand: conversation.runCommand,
    silenceMs: limits.silenceMs,
    timeLeft: time.left,
    output: output.add,
  };
  const line: Line = {
    ...conversation.line,
    abort: time.signal,
    async *opened() {
      await time.pausedFor(request.permit());
      for (const { id, text } of request.abort.aborted ? [] : request.inbox()) {
        add({ role: 'user', text });
        yield { type: 'delivered', id };
      }
    },
  };
  const tools = new Map(toolsOf[request.mode].map((tool) => [tool.spec.name, tool]));
  const specs = [...[...tools.values()].map(({ spec }) => spec), ending.tool].toSorted((a, b) =>
    a.name < b.name ? -1 : 1,
  );
  const isLoop = watchForLoops();
  let maxOutput: number | undefined;
  let repairs = 0;
  let garbled = 0;

  const before = ended(messages, ending);
  if (before && 'value' in before) return { ok: true, value: before.value };
  try {
    for (let turns = 1; turns <= limits.turns; turns++) {
      if (turns > 2 && turns === limits.turns - 1) add({ role: 'user', text: LAST_TURNS });
      const reply = yield* exchange(line, (without) => ({
        model,
        system: `${request.prompt.shared}\n\n${ending.instruction}`,
        messages,
        tools: specs,
        cacheKey: `${labels.run}:${labels.phase}`,
        effort: request.route.effort,
        maxOutput,
        without,
      }));
      if (time.isUp()) return stuck(`it took longer than ${Math.round(limits.totalMs / 60_000)} minutes`);
      if (!reply.ok) return reply;
      const { turn } = reply;

      if (turn.stop === 'refusal') return gaveUp(`the model refused${said(turn)}`);
      if (turn.stop === 'context') return tooLong;
      if (turn.stop === 'length') {
        if (maxOutput) return gaveUp(`it was cut off at ${maxOutput} tokens, twice`);
        maxOutput = Math.max(32_000, capabilities(model).output);
        continue;
      }

      const unread = turn.calls.some((call) => 'problem' in argumentsOf(call));
      garbled = unread ? garbled + 1 : 0;
      if (garbled > MOST_GARBLED + 1) return unreadable;
      if (garbled > MOST_GARBLED) continue;
      add(assistant(turn, line.protocol.name));

      const calls = turn.calls
        .filter(({ name }) => name !== ending.tool.name)
        .map((call) => readied(call, tools));
      const used = yield* useTools(calls, place, pacing, line.scope);
      output.flush();
      const judged = judge(turn, used, ending);
      const results = turn.calls.map(
        ({ id, name }) => used.find((one) => one.id === id) ?? verdict(id, name, judged),
      );
      if (results.length) add({ role: 'tool', results });
      if (judged && 'value' in judged) return { ok: true, value: judged.value };
      if (request.abort.aborted) return stopped;
      if (judged) {
        if (++repairs > MOST_REPAIRS) return gaveUp(judged.problem);
        if (!results.length) add({ role: 'user', text: judged.problem });
      }
      const loop = isLoop(calls, used);
      if (loop === 'stuck') return stuck('it made the same call again and again');
      if (loop === 'nudge') add({ role: 'user', text: REPEATING });
    }
    return stuck(`it did not come to an end in ${limits.turns} turns`);
  } finally {
    time.dispose();
  }
}

/** How a turn ends the question; undefined where it goes on. */
function judge<T>(turn: Turn, used: readonly Result[], ending: Ending<T>): Judged<T> | undefined {
  if (!turn.calls.length)
    return turn.text.trim()
      ? ending.fromText(turn.text)
      : { problem: `you said nothing; ${ending.instruction}` };
  const closing = turn.calls.filter(({ name }) => name === ending.tool.name);
  if (!closing.length) return undefined;
  if (used.some(({ ok }) => !ok)) return { problem: 'another call of this turn failed; see to it first' };
  const judged = closing.map((call) => {
    const args = argumentsOf(call);
    return 'problem' in args ? args : ending.fromCall(args.value);
  });
  return judged.find((one) => 'value' in one) ?? judged[0];
}

const verdict = <T>(id: string, name: string, judged: Judged<T> | undefined): Result =>
  judged && 'problem' in judged
    ? { id, name, ok: false, text: judged.problem }
    : { id, name, ok: true, text: 'taken' };

/** The end that an interrupted conversation had already come to. */
function ended<T>(messages: readonly Message[], ending: Ending<T>): Judged<T> | undefined {
  const last = messages.at(-1);
  const turn = last?.role === 'tool' ? messages.at(-2) : last;
  if (turn?.role !== 'assistant') return undefined;
  return judge({ ...turn, stop: 'end' }, last?.role === 'tool' ? last.results : [], ending);
}

function readied(call: Call, tools: ReadonlyMap<string, Tool>): Ready {
  const tool = tools.get(call.name);
  if (!tool) {
    const names = [...tools.keys()].join(', ');
    return {
      call,
      kind: 'other',
      prepared: { problem: `there is no tool ${call.name}; there are ${names}` },
    };
  }
  const args = argumentsOf(call);
  return { call, kind: tool.kind, prepared: 'problem' in args ? args : tool.prepare(args.value) };
}

const assistant = ({ text, calls, native }: Turn, protocol: string): Message => ({
  role: 'assistant',
  text,
  calls,
  ...(native === undefined ? {} : { native: { protocol, value: native } }),
});

const said = ({ text }: Turn) => (text.trim() ? `: ${clip(text.trim(), 200)}` : '');
const stuck = (reason: string) => ({ ok: false, kind: 'stuck', reason }) as const;
const gaveUp = (reason: string) => ({ ok: false, kind: 'agent', reason: clip(reason, 600) }) as const;
const unreadable = {
  ok: false,
  kind: 'provider',
  trouble: 'bad-response',
  reason: 'the arguments of its calls could not be read, several times',
} as const;
const tooLong = {
  ok: false,
  kind: 'provider',
  trouble: 'context',
  reason: 'the conversation no longer fits into the model',
} as const;
