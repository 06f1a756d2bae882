import { randomUUID } from 'node:crypto';
import type { News, Outcome, Progress, ThinkRequest } from '../../engine/backend.ts';
import { type Ended, lines } from '../processes.ts';
import { type ClaudeFiles, claudeArguments, claudeEnvironment } from './claude-command.ts';
import { type ClaudeEvent, type ClaudeResult, readClaude, textOf } from './claude-events.ts';
import { claudeFacts } from './claude-facts.ts';
import { billingOf, claudeUsage } from './claude-usage.ts';
import { complaint, type Judged, judged } from './cli-answer.ts';
import type { CliOptions } from './cli-options.ts';
import { type Session, sessionRecord } from './cli-session.ts';
import { endedWithout, failureOf, waitUntil } from './cli-trouble.ts';
import { MOST_REPAIRS } from './ending.ts';
import { type Failure, stopped } from './failure.ts';
import { coalesced, idsOf } from './labels.ts';
import { queue } from './queue.ts';

const LINGER_MS = 10_000;
/** Between two looks for messages while the agent itself says nothing. */
const INBOX_MS = 500;

export type Conversation<T> = {
  readonly request: ThinkRequest<T>;
  readonly options: CliOptions;
  readonly files: ClaudeFiles;
  readonly session: Session | undefined;
  readonly folder: string;
  readonly prompt: string;
  /** What was said to the agent and not yet heard; what a process leaves of it, the next one is told. */
  readonly unheard: Unheard;
};

export type Unheard = Map<string, News>;

export type End<T> = { readonly outcome: Outcome<T>; readonly why?: 'silence' | 'no session' };

/** One process of the CLI, from its prompt to its end. What is said to the agent meanwhile goes to its stdin. */
export async function* converse<T>(conversation: Conversation<T>): AsyncGenerator<Progress, End<T>> {
  const { request, options, files, session, folder, prompt, unheard } = conversation;
  const now = () => performance.now();
  const ids = idsOf(request.labels);
  const usage = claudeUsage(ids, now);
  const facts = claudeFacts(request, ids, now);
  const text = coalesced((part) => request.signal({ type: 'text', labels: request.labels, text: part }), now);

  const stdin = queue<string>();
  const news: News[] = [];
  /** What is only passing would begin a turn by itself: it waits until the agent is asked once more in any case. */
  const post = (isAskedAgain = false) => {
    news.push(...request.inbox());
    if (!isAskedAgain && news.every(({ passing }) => passing)) return;
    for (const message of news.splice(0)) {
      const uuid = randomUUID();
      unheard.set(uuid, message);
      stdin.push(userLine(message.text, uuid));
    }
  };
  stdin.push(userLine(prompt, randomUUID()));
  for (const [uuid, { text }] of unheard) stdin.push(userLine(text, uuid));
  const posting = setInterval(() => post(), INBOX_MS);

  const enough = new AbortController();
  let lingering: NodeJS.Timeout | undefined;
  const finish = () => {
    stdin.close();
    lingering ??= setTimeout(() => enough.abort(), options.lingerMs ?? LINGER_MS);
  };
  const seen: Seen<T> = { streams: false };
  const child = lines([...options.command, ...claudeArguments(request, files, session)], {
    folder,
    env: claudeEnvironment(request, options, files),
    input: stdin,
    silenceMs: request.limits.silenceMs,
    totalMs: request.limits.totalMs,
    abort: AbortSignal.any([request.abort, enough.signal]),
    ...(options.graceMs === undefined ? {} : { graceMs: options.graceMs }),
  });
  try {
    let step = await child.next();
    for (let repairs = 0; !step.done; step = await child.next()) {
      const event = readClaude(step.value);
      if (!event) continue;
      post(callsTools(event));
      if (event.type === 'system' && event.subtype === 'init') {
        usage.billedAs(billingOf(event.apiKeySource, options.env));
        if (session && !seen.began) request.transcript(sessionRecord('claude', event.session_id));
        seen.began = true;
      } else if (event.type === 'system') {
        seen.trouble = hopeless(event);
        if (seen.trouble) enough.abort();
      } else if (event.type === 'rate_limit_event') {
        const { status, resetsAt } = event.rate_limit_info;
        seen.resetsAt = status === 'rejected' && resetsAt ? resetsAt * 1000 : undefined;
      } else if (event.type === 'stream_event') {
        seen.streams = true;
        if (event.event.type === 'content_block_delta') text.add(event.event.delta.text);
        yield* usage.stream(event);
      } else if (event.type === 'assistant') {
        facts.assistant(event);
        if (!seen.streams) text.add(textOf(event.message.content));
      } else if (event.type === 'user') {
        const heard = event.isReplay && event.uuid ? unheard.get(event.uuid) : undefined;
        if (heard && event.uuid) {
          unheard.delete(event.uuid);
          request.transcript({ role: 'user', text: textOf(event.message.content) });
          yield { type: 'delivered', id: heard.id };
        }
        yield* facts.user(event);
      } else {
        yield* usage.result(event);
        if (lingering && seen.answer) continue; // it has had its last word
        seen.result = event;
        seen.answer = undefined;
        // What was said to the agent but not yet heard gets a turn of its own.
        if ([...unheard.values()].some(({ passing }) => !passing) && !isError(event)) continue;
        if (!isError(event)) seen.answer = answerOf(request, event);
        if (seen.answer && 'problem' in seen.answer && repairs++ < MOST_REPAIRS) {
          await request.permit();
          stdin.push(userLine(complaint(seen.answer.problem), randomUUID()));
        } else {
          finish();
          // It would begin another turn with what was said in passing and came too late.
          if (seen.answer && unheard.size > 0) enough.abort();
        }
      }
    }
    text.flush();
    yield* usage.settle();
    return conclude(request, seen, step.value);
  } finally {
    clearInterval(posting);
    clearTimeout(lingering);
    stdin.close();
    await child.return(undefined);
  }
}

type Seen<T> = {
  began?: boolean;
  streams: boolean;
  result?: ClaudeResult;
  answer?: Judged<T> | undefined;
  trouble?: Failure | undefined;
  resetsAt?: number | undefined;
};

const userLine = (text: string, uuid: string) =>
  `${JSON.stringify({ type: 'user', message: { role: 'user', content: [{ type: 'text', text }] }, uuid })}\n`;

const callsTools = (event: ClaudeEvent) =>
  event.type === 'assistant' && event.message.content.some(({ type }) => type === 'tool_use');

const isError = ({ is_error, subtype }: ClaudeResult) => is_error || subtype.startsWith('error');

const answerOf = <T>(request: ThinkRequest<T>, { structured_output, result }: ClaudeResult) =>
  judged(request.answer, { value: structured_output, text: result ?? '' });

/** The CLI would try for minutes what cannot succeed. */
function hopeless({
  error,
  error_status,
}: Extract<ClaudeEvent, { subtype: 'api_retry' }>): Failure | undefined {
  const status = error_status ?? undefined;
  const never = ['authentication_failed', 'oauth_org_not_allowed', 'billing_error', 'model_not_found'];
  if (!never.includes(error) && ![401, 402, 403, 404].includes(status ?? 0)) return undefined;
  return failureOf(`the provider refused: ${error.replaceAll('_', ' ')}`, new Date(), status);
}

function conclude<T>(request: ThinkRequest<T>, seen: Seen<T>, ended: Ended | undefined): End<T> {
  const { result, trouble, resetsAt } = seen;
  const now = new Date();
  if (trouble) return { outcome: trouble };
  if (result && !isError(result)) {
    const answer = seen.answer ?? answerOf(request, result);
    if ('value' in answer) return { outcome: { ok: true, value: answer.value } };
    const reason = `its answer cannot be used: ${answer.problem}`;
    return { outcome: { ok: false, kind: 'provider', trouble: 'bad-response', reason } };
  }
  const said = [result?.result, ...(result?.errors ?? []), ended?.stderr].filter(Boolean).join('\n');
  if (/no conversation found/i.test(said)) return { outcome: failureOf(said, now), why: 'no session' };
  if (result?.subtype === 'error_max_turns')
    return { outcome: { ok: false, kind: 'stuck', reason: `it used up its ${request.limits.turns} turns` } };
  if (result) {
    const failure = failureOf(said || result.subtype, now, result.api_error_status ?? undefined);
    if (resetsAt === undefined) return { outcome: failure };
    return { outcome: { ...failure, trouble: 'quota', retryAfterMs: waitUntil(resetsAt, now) } };
  }
  if (!ended) return { outcome: stopped };
  return {
    outcome: endedWithout('claude', ended, now),
    ...(ended.cut === 'silence' ? { why: 'silence' } : {}),
  };
}
