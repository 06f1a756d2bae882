import { spentOn } from './money.ts';
import { storyOf } from './questions.ts';
import type { FailureKind } from './shapes.ts';
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

/** What the agent answers for. The rest befell it: a provider, a process, a disk. */
export const OWN_FAULTS: ReadonlySet<FailureKind> = new Set([
  'agent',
  'verification',
  'verdict',
  'conflict',
  'gate',
  'stuck',
]);

/** The failed attempt that the next one goes on from: its commands were red, it lost its way, or something befell it. */
export function carriedOn(story: Story): Attempt | undefined {
  const last = story.attempts.at(-1);
  if (last?.state !== 'failed' || last.number < story.countsFrom || !last.worktree || !last.failure)
    return undefined;
  const { kind } = last.failure;
  const befell = !OWN_FAULTS.has(kind) && persistenceOf(story) !== undefined;
  return befell || isRound(story, kind) ? last : undefined;
}

/** A failure that counts as a round of a story that keeps going, and not as one of its tries. */
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
  const rounds = roundsOf(story).length;
  return (
    boundReached(view, story) ?? (rounds >= MOST_ROUNDS ? `${MOST_ROUNDS} attempts were made` : undefined)
  );
}

const roundsOf = ({ attempts, countsFrom }: Story) => attempts.filter(({ number }) => number >= countsFrom);

/** What a story may cost or take by its own bound is used up: no change of the plan may go past that. */
export function boundReached(view: View, story: Story): string | undefined {
  const { usd, minutes } = persistenceOf(story) ?? {};
  const rounds = roundsOf(story);
  const spent = rounds.reduce((sum, attempt) => sum + spentOn(view, attempt), 0);
  const since = rounds[0]?.times.scheduled;
  const took = since ? (Date.parse(view.at) - Date.parse(since)) / 60_000 : 0;
  if (usd !== undefined && spent >= usd) return `$${usd} are used up`;
  return minutes !== undefined && took >= minutes ? `${minutes} minutes are over` : undefined;
}
