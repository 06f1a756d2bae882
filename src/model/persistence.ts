import type { FailureKind } from './events.ts';
import { spentOn } from './money.ts';
import { storyOf } from './questions.ts';
import type { Attempt, Story, View } from './view.ts';

/**
 * A story that keeps going: where its commands are red, the next attempt goes on in the same worktree, on the same
 * route and with a fresh context, until they are green or this is used up. Without a bound of its own the run's hold.
 */
export type Persistence = {
  readonly usd?: number | undefined;
  readonly minutes?: number | undefined;
};

/** More attempts than this get no further, whatever money is left. */
const MOST_ROUNDS = 20;

export const persistenceOf = ({ brief, next }: Pick<Story, 'brief' | 'next'>): Persistence | undefined =>
  next?.persist ?? brief.persist;

/** The failed attempt that the next one goes on from: its commands were red, or it lost its way. */
export function carriedOn(story: Story): Attempt | undefined {
  const last = story.attempts.at(-1);
  if (last?.state !== 'failed' || last.number < story.countsFrom || !last.worktree) return undefined;
  return last.failure && isRound(story, last.failure.kind) ? last : undefined;
}

/** A failure after which a story that keeps going goes on where it was. */
export const isRound = (story: Story, kind: FailureKind): boolean =>
  (kind === 'verification' || kind === 'stuck') && persistenceOf(story) !== undefined;

/** The attempt that this one goes on from, where it does not begin at the tip. */
export const carriedFrom = (view: View, { storyId, carriesOn }: Attempt): Attempt | undefined =>
  carriesOn === undefined ? undefined : storyOf(view, storyId)?.attempts[carriesOn - 1];

/** The commit that an attempt's worktree is at when its agent begins: of those it goes on from, the last that has one. */
export function beginsAt(view: View, attempt: Attempt): string | undefined {
  let from = carriedFrom(view, attempt);
  while (from && !from.commit) from = carriedFrom(view, from);
  return from?.commit?.commit ?? attempt.base;
}

/** What ended a story's keeping going; undefined while it may. */
export function persistedEnough(view: View, story: Story): string | undefined {
  const { usd, minutes } = persistenceOf(story) ?? {};
  const rounds = story.attempts.filter(({ number }) => number >= story.countsFrom);
  const spent = rounds.reduce((sum, attempt) => sum + spentOn(view, attempt), 0);
  const since = rounds[0]?.times.scheduled;
  const took = since ? (Date.parse(view.at) - Date.parse(since)) / 60_000 : 0;
  if (usd !== undefined && spent >= usd) return `$${usd} are used up`;
  if (minutes !== undefined && took >= minutes) return `${minutes} minutes are over`;
  return rounds.length >= MOST_ROUNDS ? `${MOST_ROUNDS} attempts were made` : undefined;
}
