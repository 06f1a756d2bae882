import type { RunEvent } from '../model/events.ts';
import { clip } from '../model/size.ts';
import type { ProviderTrouble } from './backend.ts';

type Trouble = ProviderTrouble['trouble'];

/** A person, a date or a network ends these; asking again then costs nothing that asking did not cost before. */
const WAITED_OUT: ReadonlySet<Trouble> = new Set(['quota', 'auth', 'unreachable']);
/** These may; so many rounds are given to them. */
const OFTEN_PASS: ReadonlySet<Trouble> = new Set(['rate', 'overloaded']);
const MOST_ROUNDS = 3;

/** Others of this provider's stories should leave it alone, too. */
export const opensBreaker = (trouble: Trouble) => WAITED_OUT.has(trouble) || OFTEN_PASS.has(trouble);

/** Whether a question that failed of it, and was asked for so many rounds, is asked again after a wait. */
export const passes = ({ trouble }: { readonly trouble?: Trouble }, round: number) =>
  trouble !== undefined && (WAITED_OUT.has(trouble) || (OFTEN_PASS.has(trouble) && round < MOST_ROUNDS));

/** These do not pass by themselves, unless the provider says when. */
const LASTING: ReadonlySet<Trouble> = new Set(['quota', 'auth']);
/** So long is a provider left alone that did not say for how long, in milliseconds. */
export const USUAL_PAUSE = 20_000;

/** A breaker without an end waits for a person; every other closes by itself, after `least` milliseconds or later. */
export function breaker(
  { now }: { readonly now: () => number },
  provider: string,
  { reason, trouble, retryAfterMs }: ProviderTrouble & { readonly reason: string },
  least = 0,
): RunEvent {
  const pause = retryAfterMs ?? (LASTING.has(trouble) ? undefined : USUAL_PAUSE);
  const until = pause === undefined ? {} : { until: new Date(now() + Math.max(least, pause)).toISOString() };
  return { type: 'breaker.opened', provider, reason: clip(reason, 300), ...until };
}
