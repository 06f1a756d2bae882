import type { EventOf } from './events.ts';
import { carriedOn } from './persistence.ts';
import { storyOf } from './questions.ts';
import type { FailureKind } from './shapes.ts';
import { withRow } from './table.ts';
import { type Attempt, type AttemptState, attemptKey, type Story, type View } from './view.ts';

/** An attempt in one of these states is under way no more. */
const OVER: ReadonlySet<AttemptState> = new Set(['integrated', 'failed', 'superseded']);

type Which = { readonly storyId: string; readonly attempt: number };

export function changeStory(view: View, id: string, to: (story: Story) => Partial<Story>): View {
  const story = storyOf(view, id);
  return story ? withStory(view, { ...story, ...to(story), since: view.seq }) : view;
}

/** Changes a live attempt; one that is over hears nothing more. */
export function changeAttempt(view: View, which: Which, to: (attempt: Attempt) => Partial<Attempt>): View {
  const story = storyOf(view, which.storyId);
  const attempt = story?.attempts[which.attempt - 1];
  if (!story || !attempt || OVER.has(attempt.state)) return view;
  return withAttempt(view, story, stepped(view, attempt, to(attempt)));
}

export function scheduleAttempt(view: View, event: EventOf<'story.scheduled'>): View {
  const story = storyOf(view, event.storyId);
  if (!story || event.attempt !== story.attempts.length + 1) return view;
  const before = carriedOn(story);
  const attempt: Attempt = {
    storyId: event.storyId,
    number: event.attempt,
    state: 'scheduled',
    route: event.route,
    reservedUsd: event.reservedUsd,
    base: before?.commit?.parent ?? before?.base, // it may have been rebased
    worktree: before?.worktree,
    carriesOn: before?.number,
    prompt: undefined,
    summary: undefined,
    commit: undefined,
    evidence: undefined,
    verdict: undefined,
    accepted: false,
    failure: undefined,
    times: { scheduled: view.at },
    since: view.seq,
  };
  const { routes = [], note, persist } = story.next ?? {};
  // What a person added holds for every attempt until the story is through.
  const next = routes.length > 1 || note || persist ? { routes: routes.slice(1), note, persist } : undefined;
  return {
    ...withStory(view, { ...story, attempts: [...story.attempts, attempt], next, since: view.seq }),
    live: [...view.live, attempt],
  };
}

export const failAttempt = (view: View, which: Which, kind: FailureKind, reason: string): View =>
  changeAttempt(view, which, () => ({ state: 'failed', failure: { kind, reason } }));

/** The first attempt of a story that lands ends the others. */
export function integrateAttempt(view: View, event: EventOf<'story.integrated'>): View {
  const attempt = storyOf(view, event.storyId)?.attempts[event.attempt - 1];
  if (!attempt || OVER.has(attempt.state)) return view;
  return endAttempts(view, event.storyId, {
    outcome: 'integrated',
    reason: undefined,
    commit: event.commit,
    landed: event.attempt,
  });
}

/** Ends a story as told; what still works on it is superseded, but for the attempt that landed. */
export function endAttempts(
  view: View,
  id: string,
  { landed, ...to }: Partial<Story> & { readonly landed?: number },
): View {
  const story = storyOf(view, id);
  if (!story) return view;
  const attempts = story.attempts.map((attempt) =>
    OVER.has(attempt.state)
      ? attempt
      : stepped(view, attempt, { state: attempt.number === landed ? 'integrated' : 'superseded' }),
  );
  return {
    ...withStory(view, { ...story, attempts, next: undefined, ...to, since: view.seq }),
    live: view.live.filter(({ storyId }) => storyId !== id),
  };
}

/** A state that is reached again, as a rebased commit does, keeps the time of the first: who waits longest goes first. */
const stepped = (view: View, attempt: Attempt, to: Partial<Attempt>): Attempt =>
  to.state && to.state !== attempt.state
    ? { ...attempt, ...to, since: view.seq, times: { [to.state]: view.at, ...attempt.times } }
    : { ...attempt, ...to };

const withStory = (view: View, story: Story): View => ({
  ...view,
  stories: withRow(view.stories, story.id, story),
});

function withAttempt(view: View, story: Story, attempt: Attempt): View {
  const attempts = story.attempts.with(attempt.number - 1, attempt);
  const key = attemptKey(attempt.storyId, attempt.number);
  const others = view.live.filter((one) => attemptKey(one.storyId, one.number) !== key);
  const live = OVER.has(attempt.state)
    ? others
    : view.live.map((one) => (attemptKey(one.storyId, one.number) === key ? attempt : one));
  return { ...withStory(view, { ...story, attempts, since: attempt.since }), live };
}
