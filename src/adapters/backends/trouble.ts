import type { ProviderTrouble } from '../../engine/backend.ts';
import { clip } from '../../model/size.ts';
import { readThrown } from './thrown.ts';
import { isUnreachable, isUntrusted } from './unreachable.ts';
import type { Fault } from './watched-fetch.ts';
import type { Optional } from './wire.ts';

/** What went wrong with one request, and how often in a row it is worth another try. */
export type Trouble = ProviderTrouble & {
  readonly reason: string;
  readonly tries: number;
  /** What the request asks for that this server may not know, and can do without. */
  readonly unknown?: readonly Optional[];
};

const TRIES = { rate: 8, overloaded: 6, network: 5, broken: 3, never: 1 } as const;

/** So long may a server keep everybody waiting, in milliseconds, and so long one that wants money. */
const LONGEST_WAIT = 5 * 60_000;
const LONGEST_QUOTA = 24 * 3_600_000;

const MONEY = /insufficient.(quota|balance)|spend[_ ]limit|credit balance|ChatQuotaExceeded/i;
/** Said of a limit that passes in a minute, too: that it could be bought off. */
const MAYBE_MONEY = /billing|quota.?exceeded|exceeded (your|the) .{0,40}(quota|allowance)/i;

const TOO_LONG =
  /context[_ ](length|window|size|limit)|prompt is too long|maximum context|request_too_large|token count.{0,40}exceeds|exceeds (the )?token limit/i;
/** Where the limit on what is written is named too, it may be that one alone that is too high. */
const LIMIT = /max_(completion_|output_)?tokens|in the (completion|output)\b/i;

/** The class of an error that an SDK threw, or of a deadline that passed; `said` is how the server's own words began. */
export function troubleOf(error: unknown, fault: Fault | undefined, said: string, now: number): Trouble {
  if (fault === 'no answer')
    return { trouble: 'network', reason: 'no answer before the deadline', tries: TRIES.network };
  if (fault === 'silence')
    return { trouble: 'network', reason: 'the stream fell silent', tries: TRIES.network };
  if (fault === 'not a stream')
    return broken(clip(`the answer is a page, not a stream; is a proxy in between? It begins: ${said}`, 400));
  if (fault === 'too long') return broken('a line of the stream is too long to be an answer');
  const { status, code, message, cause, waitMs } = readThrown(error, said, now);
  const reason = clip(status ? `${message}` : message || code, 400);
  const says = (pattern: RegExp) => pattern.test(`${code} ${message}`);
  const after = (longest: number) =>
    waitMs === undefined ? {} : { retryAfterMs: Math.min(longest, waitMs) };

  const passes = says(/rate.?limit/i) || (status === 429 && waitMs !== undefined && waitMs <= LONGEST_WAIT);
  if (status === 402 || says(MONEY) || (says(MAYBE_MONEY) && !passes))
    return { trouble: 'quota', reason, tries: TRIES.never, ...after(LONGEST_QUOTA) };
  if (status === 413 || says(TOO_LONG))
    return {
      trouble: 'context',
      reason,
      tries: TRIES.never,
      ...(says(LIMIT) ? { unknown: ['max_tokens'] } : {}),
    };
  if (
    says(
      /model_not_found|model.{0,80}(does not exist|not found|no access|not supported)|not_found_error: model|invalid model/i,
    )
  )
    return { trouble: 'model', reason, tries: TRIES.never };
  if (status === 401 || status === 403 || says(/authentication_error|invalid_api_key|permission_error/))
    return { trouble: 'auth', reason, tries: TRIES.never };
  if (status === 404)
    return { trouble: 'model', reason: `${reason} (is the base URL right?)`, tries: TRIES.never };
  if (status === 400 || status === 422) {
    const unknown = PARTS.flatMap(([pattern, part]) => (pattern.test(message) ? [part] : []));
    return { trouble: 'bad-response', reason, tries: TRIES.never, unknown };
  }
  if (status === 429 || says(/rate.?limit|too many requests/i))
    return { trouble: 'rate', reason, tries: TRIES.rate, ...after(LONGEST_WAIT) };
  if ((status ?? 0) >= 500 || says(/overloaded|server_error|api_error|engine_overloaded/i))
    return { trouble: 'overloaded', reason, tries: TRIES.overloaded, ...after(LONGEST_WAIT) };
  const why = cause ? `${reason} (${cause})` : reason;
  if (status === 407 || isUntrusted(cause))
    return { trouble: 'unreachable', reason: why, tries: TRIES.never };
  // An editor's own network stack says it in the message.
  if (status === undefined && isUnreachable(`${cause} ${/net::\w+/.exec(message)?.[0]}`))
    return { trouble: 'unreachable', reason: why, tries: TRIES.network };
  if (error instanceof SyntaxError || /incorrect header check|Z_DATA_ERROR/.test(cause))
    return broken(`the stream could not be read: ${reason}`);
  return { trouble: 'network', reason: why, tries: TRIES.network };
}

/** A stream that ended as if all were well, without the event that says so. */
export const truncated: Trouble = {
  trouble: 'network',
  reason: 'the stream ended before the answer did',
  tries: TRIES.network,
};

const broken = (reason: string): Trouble => ({ trouble: 'bad-response', reason, tries: TRIES.broken });

/** How long to wait before the next try, in milliseconds; `random` is in [0, 1). */
export function pauseBefore({ retryAfterMs }: Trouble, failed: number, random: number): number {
  if (retryAfterMs !== undefined) return Math.round(retryAfterMs * (1 + random / 10));
  return Math.round(random * Math.min(60_000, 1000 * 2 ** failed));
}

const PARTS: readonly (readonly [RegExp, Optional])[] = [
  [
    /(?<!missing a thought_)signature|extra_content|reasoning_(content|details)|thinking.{0,20}block|could not be (verified|decrypted)|\brs_\w+.{0,40}not found/i,
    'native',
  ],
  [/reasoning_effort|reasoning\.effort|output_config|thinking|"?effort"?/i, 'effort'],
  [/prompt_cache_key/i, 'prompt_cache_key'],
  [/stream_options|include_usage/i, 'stream_options'],
  [/encrypted|\binclude\b/i, 'include'],
  [/\bstore\b/i, 'store'],
  [LIMIT, 'max_tokens'],
  [/cache_control/i, 'cache_control'],
];
