import type { ProviderTrouble } from '../../engine/ports.ts';
import { clip } from '../../model/size.ts';
import type { Fault } from './watched-fetch.ts';
import type { Optional } from './wire.ts';

/** What went wrong with one request, and how often in a row it is worth another try. */
export type Trouble = ProviderTrouble & {
  readonly reason: string;
  readonly tries: number;
  /** The request asks for something this server does not know, and can do without it. */
  readonly unknown?: Optional;
};

const TRIES = { rate: 8, overloaded: 6, network: 5, broken: 3, never: 1 } as const;

const LONGEST_WAIT = 5 * 60_000;

type Fields = {
  readonly status?: number;
  readonly headers?: Headers;
  readonly code: string;
  readonly message: string;
  readonly cause: string;
};

/** The class of an error that an SDK threw, or of a deadline that passed. */
export function troubleOf(error: unknown, fault: Fault | undefined, now: number): Trouble {
  if (fault === 'no answer')
    return { trouble: 'network', reason: 'no answer before the deadline', tries: TRIES.network };
  if (fault === 'silence')
    return { trouble: 'network', reason: 'the stream fell silent', tries: TRIES.network };
  if (fault === 'not a stream') return broken('the answer is a page, not a stream; is a proxy in between?');
  if (fault === 'too long') return broken('a line of the stream is too long to be an answer');
  const fields = fieldsOf(error);
  const { status, code, message } = fields;
  const reason = clip(status ? `${message}` : message || code, 400);
  const says = (pattern: RegExp) => pattern.test(`${code} ${message}`);

  if (
    status === 402 ||
    says(/insufficient_quota|billing|spend[_ ]limit|credit balance|exceeded your current quota/i)
  )
    return { trouble: 'quota', reason, tries: TRIES.never, ...after(fields, now) };
  if (
    status === 413 ||
    says(/context[_ ](length|window)|prompt is too long|maximum context|request_too_large/i)
  )
    return { trouble: 'context', reason, tries: TRIES.never };
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
    const unknown = unknownPart(fields.message);
    return { trouble: 'bad-response', reason, tries: TRIES.never, ...(unknown ? { unknown } : {}) };
  }
  if (status === 429 || says(/rate_limit/))
    return { trouble: 'rate', reason, tries: TRIES.rate, ...after(fields, now) };
  if ((status ?? 0) >= 500 || says(/overloaded|server_error|api_error|engine_overloaded/i))
    return { trouble: 'overloaded', reason, tries: TRIES.overloaded, ...after(fields, now) };
  if (
    status === 407 ||
    says(/certificate|self.signed|CERT_/i) ||
    /certificate|self.signed|CERT_/i.test(fields.cause)
  )
    return { trouble: 'network', reason: fields.cause || reason, tries: TRIES.never };
  if (error instanceof SyntaxError || /incorrect header check|Z_DATA_ERROR/.test(fields.cause))
    return broken(`the stream could not be read: ${reason}`);
  return {
    trouble: 'network',
    reason: fields.cause ? `${reason} (${fields.cause})` : reason,
    tries: TRIES.network,
  };
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

type Thrown = Readonly<
  Partial<Record<'status' | 'headers' | 'code' | 'type' | 'message' | 'cause', unknown>>
> & {
  /** The body; Anthropic's SDK keeps all of it, OpenAI's the part inside `error`. */
  readonly error?: { readonly error?: { readonly type?: unknown; readonly message?: unknown } } | null;
};

function fieldsOf(error: unknown): Fields {
  const thrown: Thrown = typeof error === 'object' && error ? error : { message: `${error}` };
  const { status, headers, code, type, message, cause } = thrown;
  const inner = thrown.error?.error;
  return {
    ...(typeof status === 'number' ? { status } : {}),
    ...(headers instanceof Headers ? { headers } : {}),
    code: [code, type, inner?.type].filter((word) => typeof word === 'string').join(' '),
    message: String(inner?.message ?? message ?? ''),
    cause: causes(cause),
  };
}

/** The chain of causes, innermost last: what undici knows of a broken connection is in there. */
function causes(cause: unknown): string {
  const said: string[] = [];
  for (let at = cause; at instanceof Error && said.length < 4; at = at.cause)
    said.push('code' in at && at.code ? `${at.message} ${at.code}` : at.message);
  return said.join(': ');
}

/** The time a server asks for, as seconds, as a date, or in milliseconds; never past and never absurd. */
function after({ headers }: Fields, now: number): { readonly retryAfterMs?: number } {
  const header = headers?.get('retry-after');
  const ms = Number(headers?.get('retry-after-ms') ?? Number.NaN);
  const seconds = Number(header ?? Number.NaN);
  const date = header ? Date.parse(header) - now : Number.NaN;
  const asked = [ms, seconds * 1000, date].find((value) => Number.isFinite(value));
  return asked === undefined ? {} : { retryAfterMs: Math.min(LONGEST_WAIT, Math.max(0, asked)) };
}

const PARTS: readonly (readonly [RegExp, Optional])[] = [
  [/signature|thinking.{0,20}block|could not be (verified|decrypted)|\brs_\w+.{0,40}not found/i, 'native'],
  [/reasoning_effort|reasoning\.effort|output_config|thinking|"?effort"?/i, 'effort'],
  [/prompt_cache_key/i, 'prompt_cache_key'],
  [/stream_options|include_usage/i, 'stream_options'],
  [/encrypted|\binclude\b/i, 'include'],
  [/\bstore\b/i, 'store'],
  [/max_(completion_|output_)?tokens/i, 'max_tokens'],
  [/cache_control/i, 'cache_control'],
];

const unknownPart = (message: string) => PARTS.find(([pattern]) => pattern.test(message))?.[1];
