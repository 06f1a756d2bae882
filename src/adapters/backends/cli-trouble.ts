import type { ProviderTrouble } from '../../engine/backend.ts';
import { clip, clipStart } from '../../model/size.ts';
import type { Ended } from '../processes.ts';
import { type Failure, stopped } from './failure.ts';
import { redacted } from './redact.ts';
import { resetIn } from './reset-time.ts';
import { SAYS_UNREACHABLE } from './unreachable.ts';

/** Of a subscription the longest window is a month. */
const LONGEST_WAIT = 31 * 24 * 3_600_000;

/** A status, which is no line of a source file. */
const numbered = (statuses: string) => new RegExp(`(?<![:.\\d])(?:${statuses})(?![:.]?\\d)`);

const SAYS: readonly (readonly [ProviderTrouble['trouble'], RegExp])[] = [
  // It passes in a minute, although it may offer to be bought off.
  ['rate', /rate.?limit.(reached|exceeded)/i],
  [
    'quota',
    /limit (has been )?reached|(hit|reached) your .{0,40}limit|out of (usage )?credits|quota|billing/i,
  ],
  ['quota', /credit balance is too low|usage_limit|spend(ing)? limit/i],
  ['context', /prompt is too long|context (window|length)|out of room/i],
  [
    'auth',
    /invalid api key|incorrect api key|not logged in|\/login\b|codex login|unauthorized|authentication/i,
  ],
  ['auth', /oauth token (has )?(expired|been revoked)/i],
  ['auth', numbered('401|403')],
  ['model', /issue with the selected model|model.{0,80}(not found|does not exist|not supported|no access)/i],
  ['rate', /rate.?limit|too many requests/i],
  ['rate', numbered('429')],
  ['overloaded', /overloaded|high demand|server.?(side issue|error)/i],
  ['overloaded', numbered('5(?:0[0-4]|29)')],
  ['unreachable', SAYS_UNREACHABLE],
  ['network', /connection|connect to|ECONN|fetch failed|timed? ?out|stream disconnected/i],
];

const STATUS: Readonly<Record<number, ProviderTrouble['trouble']>> = {
  401: 'auth',
  402: 'quota',
  403: 'auth',
  404: 'model',
  413: 'context',
  429: 'rate',
};

/** The class of what a CLI says went wrong; the HTTP status where it tells. */
export function troubleIn(text: string, now: Date, status?: number): ProviderTrouble {
  const said = SAYS.find(([, pattern]) => pattern.test(text))?.[0];
  const known =
    status === undefined ? undefined : (STATUS[status] ?? (status >= 500 ? 'overloaded' : undefined));
  const trouble = said === 'quota' || said === 'context' ? said : (known ?? said ?? 'bad-response');
  const until = trouble === 'quota' || trouble === 'rate' ? resetIn(text, now) : undefined;
  return until === undefined ? { trouble } : { trouble, retryAfterMs: waitUntil(until, now) };
}

/** Never past, never absurd. */
export const waitUntil = (until: number, now: Date) =>
  Math.min(LONGEST_WAIT, Math.max(0, Math.round(until - now.getTime())));

/** What a CLI said went wrong, as an outcome. */
export function failureOf(text: string, now: Date, status?: number): Failure {
  return {
    ok: false,
    kind: 'provider',
    reason: clip(redacted(text.trim(), undefined), 400),
    ...troubleIn(text, now, status),
  };
}

/** How a CLI that gave no answer has failed. */
export function endedWithout(name: string, { cut, exitCode, signal, stderr }: Ended, now: Date): Failure {
  const said = clipStart(redacted(stderr.trim(), undefined), 400);
  if (cut === 'start') return { ok: false, kind: 'setup', reason: `${name} could not be started: ${said}` };
  if (cut === 'abort') return stopped;
  if (cut === 'silence') return { ok: false, kind: 'stuck', reason: `${name} fell silent` };
  if (cut === 'total') return { ok: false, kind: 'stuck', reason: `${name} took too long` };
  if (/unknown option|unexpected argument|unrecognized option/i.test(stderr))
    return { ok: false, kind: 'setup', reason: `${name} is too old for Baro; update it: ${said}` };
  if (exitCode === 0)
    return {
      ok: false,
      kind: 'provider',
      trouble: 'bad-response',
      reason: `${name} ended without an answer`,
    };
  const how = exitCode === null ? `was ended by ${signal}` : `ended with exit code ${exitCode}`;
  return {
    ok: false,
    kind: 'provider',
    reason: said ? `${name} ${how}: ${said}` : `${name} ${how} and said nothing`,
    ...troubleIn(stderr, now),
  };
}
