import type { Progress, ThinkRequest } from '../../engine/backend.ts';
import type { Tokens } from '../../model/shapes.ts';
import { clip } from '../../model/size.ts';
import { type Ended, lines } from '../processes.ts';
import type { CliOptions } from './cli-options.ts';
import { sessionRecord } from './cli-session.ts';
import { endedWithout, failureOf } from './cli-trouble.ts';
import { type CodexUsage, readCodex } from './codex-events.ts';
import { usedTool } from './codex-tools.ts';
import { type Failure, stopped } from './failure.ts';

const LINGER_MS = 10_000;
const MOST_KEPT = 64 * 1024;

export type Turn = {
  readonly request: ThinkRequest<unknown>;
  readonly options: CliOptions;
  readonly arguments: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly prompt: string;
  readonly totalMs: number;
  /** What the prompt tells the agent of its inbox. */
  readonly delivers: readonly string[];
  /** Makes an id of this turn's unlike those of any other. */
  readonly ids: (id: string) => string;
  /** Reports what the thread has used until now; null where the CLI does not say. */
  readonly book: (thread: string | undefined, used: Tokens | null, ms: number) => Iterable<Progress>;
};

export type Taken = {
  readonly thread?: string;
  /** The agent's last words. */
  readonly text?: string;
  readonly failure?: Failure;
  readonly why?: 'silence' | 'no thread';
};

/** One process of the CLI is one turn of the conversation. */
export async function* takeTurn(turn: Turn): AsyncGenerator<Progress, Taken> {
  const { request, options, folder } = turn;
  const begun = performance.now();
  const since = new Map<string, number>();
  const enough = new AbortController();
  let lingering: NodeJS.Timeout | undefined;
  let seen: {
    thread?: string;
    text?: string;
    completed?: true;
    failed?: string;
    booked?: true;
    tools: number;
  } = { tools: 0 };
  const child = lines([...options.command, ...turn.arguments], {
    folder,
    env: turn.env,
    input: turn.prompt,
    silenceMs: request.limits.silenceMs,
    totalMs: turn.totalMs,
    abort: AbortSignal.any([request.abort, enough.signal]),
    ...(options.graceMs === undefined ? {} : { graceMs: options.graceMs }),
  });
  try {
    let step = await child.next();
    for (; !step.done; step = await child.next()) {
      const event = readCodex(step.value);
      if (!event) continue;
      if (event.type === 'thread.started') {
        seen.thread = event.thread_id;
        if (request.mode !== 'ask') request.transcript(sessionRecord('codex', event.thread_id));
      } else if (event.type === 'turn.started') {
        for (const id of turn.delivers) yield { type: 'delivered', id };
      } else if (event.type === 'item.started') since.set(event.item.id, performance.now());
      else if (event.type === 'item.completed') {
        const { item } = event;
        if (item.type === 'agent_message') {
          seen.text = item.text;
          request.signal({ type: 'text', labels: request.labels, text: `${item.text}\n` });
          request.transcript({ role: 'assistant', text: clip(item.text, MOST_KEPT), calls: [] });
          continue;
        }
        const ms = Math.round(performance.now() - (since.get(item.id) ?? performance.now()));
        yield usedTool(turn, item, ms);
        if (++seen.tools > request.limits.turns) enough.abort();
      } else if (event.type === 'turn.completed') {
        seen = { ...seen, completed: true, booked: true };
        yield* turn.book(seen.thread, event.usage ? tokensOf(event.usage) : null, performance.now() - begun);
        lingering ??= setTimeout(() => enough.abort(), options.lingerMs ?? LINGER_MS);
      } else if (event.type === 'turn.failed') seen.failed = event.error.message;
      // Said before `turn.failed`, and alone when the CLI dies of it.
      else if (event.type === 'error') seen.failed ??= event.message;
    }
    // It has thought, and nobody will ever say how much.
    if (!seen.booked && (seen.text !== undefined || seen.tools > 0))
      yield* turn.book(seen.thread, null, performance.now() - begun);
    return taken(turn, seen, step.value);
  } finally {
    clearTimeout(lingering);
    await child.return(undefined);
  }
}

function taken(
  { request }: Turn,
  seen: { thread?: string; text?: string; completed?: true; failed?: string; tools: number },
  ended: Ended | undefined,
): Taken {
  const now = new Date();
  const thread = seen.thread === undefined ? {} : { thread: seen.thread };
  if (seen.completed) return { ...thread, text: seen.text ?? '' };
  if (request.abort.aborted || !ended) return { ...thread, failure: stopped };
  if (seen.tools > request.limits.turns)
    return {
      ...thread,
      failure: { ok: false, kind: 'stuck', reason: `it used up its ${request.limits.turns} turns` },
    };
  if (/no rollout found|thread\/resume failed/i.test(ended.stderr))
    return { failure: failureOf(ended.stderr, now), why: 'no thread' };
  if (ended.cut === 'silence')
    return { ...thread, failure: endedWithout('codex', ended, now), why: 'silence' };
  if (seen.failed !== undefined && !ended.cut) return { ...thread, failure: failureOf(seen.failed, now) };
  return { ...thread, failure: endedWithout('codex', ended, now) };
}

/** The CLI counts what came from a cache, and went into one, as input too; and thinking as output. */
const tokensOf = (usage: CodexUsage): Tokens => ({
  input: Math.max(0, usage.input_tokens - usage.cached_input_tokens - usage.cache_write_input_tokens),
  cacheWrite: usage.cache_write_input_tokens,
  cacheRead: usage.cached_input_tokens,
  output: usage.output_tokens,
  reasoning: usage.reasoning_output_tokens,
});
