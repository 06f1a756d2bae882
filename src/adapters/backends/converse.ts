import type { Outcome, Progress, ThinkRequest } from '../../engine/backend.ts';
import type { RunCommand } from '../../engine/ports.ts';
import { clip } from '../../model/size.ts';
import type { Capabilities } from '../models.ts';
import { type Deadline, deadline } from './deadline.ts';
import { type Ending, ended, judge, MOST_REPAIRS, verdict } from './ending.ts';
import { exchange, type Line } from './exchange.ts';
import { stopped } from './failure.ts';
import { coalesced, idsOf } from './labels.ts';
import { watchForLoops } from './loops.ts';
import { toolsOf } from './tools/all.ts';
import type { Place } from './tools/tool.ts';
import { takenUp } from './transcript.ts';
import { argumentsOf, readied, useTools } from './use-tools.ts';
import type { Message, Turn, WireRequest } from './wire.ts';

export type Conversation<T> = Pick<Line, 'name' | 'protocol' | 'connection' | 'pacing' | 'lore'> & {
  readonly request: ThinkRequest<T>;
  readonly model: string;
  readonly can: Capabilities;
  readonly takesTools: boolean;
  readonly ending: Ending<T>;
  readonly runCommand: RunCommand;
};

/** How often arguments may be no JSON before it counts. */
const MOST_GARBLED = 2;
const REPEATING =
  'You have made the same call several times and nothing has changed. Try another way, or end.';
const IN_PARTS = 'Write a long file in parts: its beginning with `write_file`, the rest with `edit_file`.';
const LAST_TURNS = 'Only two more turns are left. End now, with what you have.';

/**
 * The agent: a list of messages that only grows. Ask, let the tools answer, ask again, until the ending is called.
 * A turn that was cut short never gets onto the list: the model is told so, and asked again.
 */
export async function* converse<T>(conversation: Conversation<T>): AsyncGenerator<Progress, Outcome<T>> {
  const { request, model, can, ending, pacing } = conversation;
  const { limits, labels, mode } = request;
  const messages: Message[] = [{ role: 'user', text: request.prompt.task }, ...takenUp(request)];
  const before = ended(messages, ending);
  if (before && 'value' in before) return { ok: true, value: before.value };
  const add = (message: Message) => {
    messages.push(message);
    request.transcript(message);
  };
  const tools = new Map(toolsOf[mode].map((tool) => [tool.spec.name, tool]));
  const { shared } = request.prompt;
  const asking = { ...beginningOf({ ...conversation, mode, labels, shared }), model, can, messages };
  const time = deadline(limits.totalMs, request.abort);
  const line = lineOf(conversation, time, add);
  const output = coalesced((text) => request.signal({ type: 'output', labels, text }), pacing.now);
  const place = placeOf(conversation, time, output.add);
  const isLoop = watchForLoops();
  let [maxOutput, repairs, garbled]: [number | undefined, number, number] = [undefined, 0, 0];
  let cuts = 0;

  try {
    for (let turns = 1; turns <= limits.turns; turns++) {
      if (turns > 2 && turns === limits.turns - 1) add({ role: 'user', text: LAST_TURNS });
      const reply = yield* exchange(line, (without) => ({ ...asking, maxOutput, without }));
      if (time.isUp()) return stuck(`it took longer than ${Math.round(limits.totalMs / 60_000)} minutes`);
      if (!reply.ok) return reply;
      const { turn } = reply;

      if (turn.stop === 'refusal') return gaveUp(`the model refused${said(turn)}`);
      if (turn.stop === 'context')
        return provider('context', 'the conversation no longer fits into the model');
      if (turn.stop === 'length') {
        const where = reply.written === undefined ? '' : ` at ${reply.written} tokens`;
        if (++cuts > 1) return gaveUp(`its answer was cut off${where}, though it was told of it before`);
        maxOutput = mostOutput(can, reply.read ?? 0);
        const way = mode === 'work' ? IN_PARTS : 'Say it in fewer words.';
        add({ role: 'user', text: `Your answer was cut off${where}, and nothing of it was taken. ${way}` });
        continue;
      }
      cuts = 0;
      garbled = turn.calls.some((call) => 'problem' in argumentsOf(call)) ? garbled + 1 : 0;
      if (garbled > MOST_GARBLED + 1)
        return provider('bad-response', 'the arguments of its calls are no JSON');
      if (garbled > MOST_GARBLED) continue;
      add(assistant(turn, line.protocol.name));

      const calls = turn.calls
        .filter(({ name }) => name !== ending.tool.name)
        .map((call) => readied(call, tools));
      const used = yield* useTools(calls, place, pacing, line.scope);
      output.flush();
      const judged = judge({ messages, used, isLast: turns === limits.turns }, ending);
      const results = turn.calls.map(
        (call) => used.find(({ id }) => id === call.id) ?? verdict(call, judged),
      );
      if (results.length) add({ role: 'tool', results });
      if (judged && 'value' in judged) return { ok: true, value: judged.value };
      if (request.abort.aborted) return stopped;
      if (judged && !judged.isHarmless && ++repairs > MOST_REPAIRS) return gaveUp(judged.problem);
      if (judged && !results.length) add({ role: 'user', text: judged.problem });

      const loop = isLoop(calls, used);
      if (loop === 'stuck') return stuck('it made the same call again and again');
      if (loop === 'nudge') add({ role: 'user', text: REPEATING });
    }
    return stuck(`it did not come to an end in ${limits.turns} turns`);
  } finally {
    time.dispose();
  }
}

/** The line to the provider, which asks for leave and brings the person's messages along. */
function lineOf<T>(conversation: Conversation<T>, time: Deadline, add: (message: Message) => void): Line {
  const { request, pacing } = conversation;
  const { labels, signal, transcript } = request;
  const noted = new Set<string>();
  const say = coalesced((text) => signal({ type: 'text', labels, text }), pacing.now);
  return {
    ...conversation,
    abort: time.signal,
    scope: idsOf(labels),
    text: say.add,
    settled: say.flush,
    strange(name) {
      if (noted.has(name)) return;
      noted.add(name);
      transcript({ role: 'note', text: `ignored something unknown: ${name}` });
    },
    async *opened() {
      await time.pausedFor(request.permit());
      if (time.signal.aborted) return;
      for (const { id, text } of request.inbox()) {
        add({ role: 'user', text });
        yield { type: 'delivered', id };
      }
    },
  };
}

function placeOf<T>(
  { request, runCommand }: Conversation<T>,
  { signal, left }: Deadline,
  output: (text: string) => void,
): Place {
  const { folder = '', env, limits } = request;
  return { folder, env, abort: signal, runCommand, silenceMs: limits.silenceMs, timeLeft: left, output };
}

type Beginning = Pick<WireRequest, 'system' | 'tools' | 'cacheKey' | 'effort'>;

/** What all questions of a mode begin with: the same bytes, so that a provider can read them from its cache. */
export const beginningOf = <T>({
  mode,
  labels,
  shared,
  request,
  takesTools,
  ending,
}: Pick<Conversation<T>, 'takesTools' | 'ending'> &
  Pick<ThinkRequest<T>, 'mode' | 'labels'> & {
    readonly request: Pick<ThinkRequest<T>, 'route'>;
    readonly shared: string;
  }): Beginning => ({
  system: `${shared}\n\n${ending.instruction}`,
  tools: takesTools ? byName([...toolsOf[mode].map(({ spec }) => spec), ending.tool]) : [],
  cacheKey: `${labels.run}:${labels.phase}`,
  effort: request.route.effort,
});

const byName = <N extends { readonly name: string }>(named: readonly N[]) =>
  named.toSorted((a, b) => (a.name < b.name ? -1 : 1));

const assistant = ({ text, calls, native }: Turn, protocol: string): Message => ({
  role: 'assistant',
  text,
  calls,
  ...(native === undefined ? {} : { native: { protocol, value: native } }),
});

/** What the model can write at the most behind so long a prompt; of a prompt that is longer than it should be, nothing is known. */
function mostOutput({ output, context }: Capabilities, read: number): number {
  const most = Math.max(32_000, output);
  return read < context ? Math.min(most, context - read) : most;
}

const said = ({ text }: Turn) => (text.trim() ? `: ${clip(text.trim(), 200)}` : '');
const stuck = (reason: string) => ({ ok: false, kind: 'stuck', reason }) as const;
const gaveUp = (reason: string) => ({ ok: false, kind: 'agent', reason: clip(reason, 600) }) as const;
const provider = (trouble: 'context' | 'bad-response', reason: string) =>
  ({ ok: false, kind: 'provider', trouble, reason }) as const;
