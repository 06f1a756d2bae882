import { providerOf, type Route, sameRoute } from './route.ts';
import { rowOf } from './table.ts';
import type { Attempt, Story, View } from './view.ts';

/*
 * What participants and people ask of a view. Answers that cost more than a look are kept for as long as the
 * part of the view they were read from stays the same object.
 */

/** Where a story stands, in the words that people read. */
export const STATES = [
  'waiting',
  'running',
  'verifying',
  'judging',
  'merging',
  'integrated',
  'needs you',
  'failed',
  'blocked',
] as const;
export type StoryState = (typeof STATES)[number];

export const storiesOf = ({ stories }: Pick<View, 'stories'>): readonly Story[] => stories.rows;

export const storyOf = ({ stories }: Pick<View, 'stories'>, id: string): Story | undefined =>
  rowOf(stories, id);

/** The stories a run has to answer for: those that were not taken out of the plan. */
export const plannedStories = (view: View) => storiesOf(view).filter(({ outcome }) => outcome !== 'dropped');

/** What it was to do is neither on the branch nor done by others, and the person still wants it. */
export const isMissing = ({ outcome, abandoned }: Story) =>
  outcome === 'dropped' ? abandoned : outcome !== 'integrated';

export const lastAttempt = (story: Story): Attempt | undefined => story.attempts.at(-1);

export function storyState(view: View, story: Story): StoryState {
  if (story.outcome === 'integrated') return 'integrated';
  if (story.outcome !== 'open') return 'failed';
  if (view.phase.change?.storyId === story.id) return 'needs you';
  const attempt = furthest(view, story.id);
  if (attempt) return attemptProgress(view, attempt);
  return blocked(view).has(story.id) ? 'blocked' : 'waiting';
}

/** Where an attempt stands: in the word of its story while it is under way. */
export const attemptState = (view: View, attempt: Attempt): StoryState | 'superseded' =>
  attempt.state === 'integrated' || attempt.state === 'failed' || attempt.state === 'superseded'
    ? attempt.state
    : attemptProgress(view, attempt);

function attemptProgress(view: View, attempt: Attempt): StoryState {
  switch (attempt.state) {
    case 'committed':
      return 'verifying';
    case 'verified':
      return 'judging';
    case 'judged':
      return waitsForDecision(view, attempt) ? 'needs you' : 'merging';
    default:
      return 'running';
  }
}

/** No person has to look before it is merged, or one has: no gate was raised and no reviews were asked for. */
export const mayMerge = (view: View, { accepted, commit }: Attempt) =>
  accepted || (commit?.gates.length === 0 && !view.run?.options.review);

/** It is through all else, and a person is asked for a yes or a no. */
export const waitsForDecision = (view: View, attempt: Attempt) =>
  attempt.state === 'judged' && !mayMerge(view, attempt);

/** A person who sees its diff need not wait to be asked: a yes or a no may come while it is verified or judged. */
export const mayBeDecided = ({ commit, accepted }: Attempt) => commit !== undefined && !accepted;

const furthest = (view: View, storyId: string) =>
  view.live.reduce<Attempt | undefined>(
    (best, one) => (one.storyId === storyId && (!best || rank(one) > rank(best)) ? one : best),
    undefined,
  );
const rank = ({ state }: Attempt) =>
  ['scheduled', 'prepared', 'finished', 'committed', 'verified', 'judged'].indexOf(state);

/** Stories that wait for one that failed, directly or not, with that one's id. */
export const blocked = memoOfStandings((view): ReadonlyMap<string, string> => {
  const all = storiesOf(view);
  const found = new Map<string, string>();
  if (all.every(({ outcome }) => outcome === 'open' || outcome === 'integrated')) return found;
  const dead = (id: string): string | undefined => {
    const story = storyOf(view, id);
    if (!story || story.outcome === 'failed' || story.outcome === 'dropped') return id;
    return found.get(id);
  };
  for (let grown = true; grown; ) {
    grown = false;
    for (const { id, outcome, brief } of all) {
      if (outcome !== 'open' || found.has(id)) continue;
      const cause = brief.dependsOn.map(dead).find((one) => one !== undefined);
      if (cause === undefined) continue;
      found.set(id, cause);
      grown = true;
    }
  }
  return found;
});

/** Ready stories, those first that most work waits for: dependencies integrated, nothing of theirs under way. */
export const ready = memo((view): readonly Story[] => {
  const { phase, live } = view;
  const atWork = new Set(live.map(({ storyId }) => storyId));
  return free(view)
    .flatMap((id) => (atWork.has(id) ? [] : (storyOf(view, id) ?? [])))
    .sort((a, b) => (phase.remaining[b.id] ?? 0) - (phase.remaining[a.id] ?? 0) || a.since - b.since);
});

/** The ids of open stories whose dependencies are all integrated. */
const free = memoOfStandings((view): readonly string[] => {
  const open = storiesOf(view).filter(({ outcome }) => outcome === 'open');
  const isThere = (id: string) => storyOf(view, id)?.outcome === 'integrated';
  return open.filter(({ brief }) => brief.dependsOn.every(isThere)).map(({ id }) => id);
});

/** Open stories that wait for one other alone: their ids, by the id of that one. */
export const waitingForOne = memoOfStandings((view): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, readonly string[]>();
  for (const { id, outcome, brief } of storiesOf(view)) {
    if (outcome !== 'open') continue;
    const [one, another] = brief.dependsOn.filter((on) => storyOf(view, on)?.outcome !== 'integrated');
    if (one !== undefined && another === undefined) found.set(one, [...(found.get(one) ?? []), id]);
  }
  return found;
});

/**
 * Agents at work: a slot is held from the schedule until the attempt is finished or over, but not by one that waits
 * for a provider, so that stories of another go on.
 */
export const slotsTaken = (view: View) =>
  view.live.filter(
    ({ state, route }) => (state === 'scheduled' || state === 'prepared') && !breakerOf(view, route),
  ).length;

/** Why nobody asks the route's provider now; undefined where it may be asked. */
export const breakerOf = ({ brakes }: View, route: Route) =>
  brakes.breakers.find(({ provider }) => provider === providerOf(route));

/** Where the run has brought its branch: git may say otherwise, after somebody else moved it. */
export const branchTip = (view: View): string =>
  lastIntegrated(view)?.commit?.commit ?? view.run?.base.commit ?? '';

/** Build and tests were run on the branch, and nothing in what they said is worse than before, as far as can be told. */
export const isProven = ({ ending: { verified } }: View): boolean =>
  verified?.ok === true && !verified.evidence.some(({ incomparable }) => incomparable);

/** Everything that was planned is on the branch, and verified there. */
export const isWhole = (view: View): boolean =>
  isProven(view) && plannedStories(view).every(({ outcome }) => outcome === 'integrated');

const lastIntegrated = memo((view) => {
  let last: Attempt | undefined;
  for (const { attempts, commit } of storiesOf(view))
    for (const one of commit === undefined ? [] : attempts)
      if (one.state === 'integrated' && !(last && last.since > one.since)) last = one;
  return last;
});

/** Nothing is under way and nothing can be started any more. */
export const settled = (view: View) =>
  view.phase.approved > 0 &&
  view.live.length === 0 &&
  !view.phase.change &&
  storiesOf(view).every(({ id, outcome }) => outcome !== 'open' || blocked(view).has(id));

/** The number of the next version of the plan; a draft that a crash tore is left behind. */
export const nextVersion = ({ phase: { proposed, draft, change } }: View) =>
  Math.max(proposed?.version ?? 0, draft?.version ?? 0, change?.version ?? 0) + 1;

/** How a run ends that never gets to its stories; undefined while it may. */
export function endsUnstarted({
  run,
  phase,
}: View): { readonly outcome: 'done' | 'failed'; readonly reason: string } | undefined {
  if (phase.refused !== undefined) return { outcome: 'failed', reason: phase.refused };
  if (!phase.proposed || phase.approved > 0) return undefined;
  if (phase.rejected) return { outcome: 'failed', reason: 'the plan was rejected' };
  return run?.options.planOnly && !phase.revision
    ? { outcome: 'done', reason: 'only a plan was asked for' }
    : undefined;
}

/** Each requirement of the goal has its last word, or nobody is to be asked. */
export const requirementsJudged = ({ run, phase, ending }: View) =>
  run?.options.quick === true ||
  (phase.proposed?.requirements ?? []).every(({ id }) => Object.hasOwn(ending.requirements, id));

/** It is known that this model answers where the route is asked. */
export const isSubstituted = ({ substitutes }: View, route: Route, model: string) =>
  substitutes.some((known) => known.model === model && sameRoute(known.route, route));

/** Why no new model request may be sent at all now, in a word; undefined while it may. */
export const held = ({ brakes }: View) =>
  brakes.stopped ? 'stopped' : brakes.budget ? 'budget' : brakes.paused !== undefined ? 'paused' : undefined;

function memo<T>(answer: (view: View) => T): (view: View) => T {
  const known = new WeakMap<View['stories'], { value: T }>();
  return (view) => {
    let found = known.get(view.stories);
    if (!found) {
      found = { value: answer(view) };
      known.set(view.stories, found);
    }
    return found.value;
  };
}

/** Kept for as long as every story has the outcome and the brief it has: what its attempts are at does not matter. */
function memoOfStandings<T>(answer: (view: View) => T): (view: View) => T {
  let known: { readonly rows: readonly Story[]; readonly value: T } | undefined;
  return (view) => {
    const { rows } = view.stories;
    known = { rows, value: known && sameStandings(known.rows, rows) ? known.value : answer(view) };
    return known.value;
  };
}

const sameStandings = (before: readonly Story[], now: readonly Story[]) =>
  before.length === now.length &&
  now.every((story, i) => {
    const then = before[i];
    return then === story || (then?.outcome === story.outcome && then.brief === story.brief);
  });
