/** What an SDK threw, as far as it tells one trouble from another. */
export type Thrown = {
  readonly status?: number;
  readonly code: string;
  readonly message: string;
  /** What the runtime knows of a connection that broke, or never came about. */
  readonly cause: string;
  /** For how long the server wants to be left alone, in milliseconds. */
  readonly waitMs?: number;
};

type Raw = Readonly<
  Partial<Record<'status' | 'headers' | 'code' | 'type' | 'message' | 'cause', unknown>>
> & {
  /** The body; Anthropic's SDK keeps all of it, OpenAI's the part inside `error`. */
  readonly error?: { readonly error?: { readonly type?: unknown; readonly message?: unknown } } | null;
};

/** Reads it; `said` is the server's answer itself, for those that say what is wrong in a form no SDK knows. */
export function readThrown(error: unknown, said: string, now: number): Thrown {
  const thrown: Raw = typeof error === 'object' && error ? error : { message: `${error}` };
  const { status, headers, code, type, message, cause } = thrown;
  const inner = thrown.error?.error;
  const known = String(inner?.message ?? message ?? '');
  const words = /\(no body\)$/.test(known) && said.trim() ? said.trim() : known;
  const waitMs = headers instanceof Headers ? (waitIn(headers, now) ?? waitSaid(words)) : waitSaid(words);
  return {
    ...(typeof status === 'number' ? { status } : {}),
    code: [code, type, inner?.type].filter((word) => typeof word === 'string').join(' '),
    message: words,
    cause: causes(cause),
    ...(waitMs === undefined ? {} : { waitMs }),
  };
}

/** The chain of causes, innermost last: what undici knows of a broken connection is in there. */
function causes(cause: unknown): string {
  const said: string[] = [];
  for (let at = cause; at instanceof Error && said.length < 4; at = at.cause)
    said.push('code' in at && at.code ? `${at.message} ${at.code}` : at.message);
  return said.join(': ');
}

/** In seconds, as a date, or in milliseconds. A time that is past, by whoever's clock, is none. */
function waitIn(headers: Headers, now: number): number | undefined {
  const header = headers.get('retry-after') || 'not said';
  const ms = Number(headers.get('retry-after-ms') || Number.NaN);
  const seconds = Number(header);
  const date = Number.isNaN(seconds) ? Date.parse(header) - now : Number.NaN;
  return [ms, seconds * 1000, date].find((value) => Number.isFinite(value) && value > 0);
}

function waitSaid(message: string): number | undefined {
  const [, count, unit] = /\b(?:retry|try again) in (\d+(?:\.\d+)?) ?(ms|s)\b/i.exec(message) ?? [];
  return count === undefined ? undefined : Number(count) * (unit?.toLowerCase() === 'ms' ? 1 : 1000);
}
