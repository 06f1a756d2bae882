import { boundReached, carriedOn, isRound, OWN_FAULTS, persistedEnough } from './persistence.ts';
import type { StoryBrief } from './plan.ts';
import { lastAttempt, ready } from './questions.ts';
import { type Route, type Routes, sameRoute } from './route.ts';
import type { Attempt, Story, View } from './view.ts';

/** As often may something befall a story before it counts as its failure. */
const MOST_MISHAPS = 3;

/** How often the same route may try before a stronger one does. */
const TRIES_A_ROUTE = 2;

/** The route that a story has by itself: its own, its tier's, else its phase's. */
export const ownRoute = ({ route, tier }: StoryBrief, routes: Routes): Route =>
  route ?? routes.tiers[tier] ?? routes.phases.story;

export type Step =
  | { readonly type: 'try'; readonly route: Route }
  | { readonly type: 'escalate'; readonly route: Route; readonly reason: string }
  | { readonly type: 'exhausted'; readonly reason: string };

/** What comes next for a story with nothing under way: its first try, a retry, a stronger route, or nothing more. */
export function nextStep(view: View, story: Story): Step {
  const routes = view.run?.options.routes;
  if (!routes) return { type: 'exhausted', reason: 'the run has no routes' };
  const asked = story.next?.routes[0];
  if (asked) return { type: 'try', route: asked };
  const failed = story.attempts.filter(
    ({ number, state }) => number >= story.countsFrom && state === 'failed',
  );
  const last = failed.at(-1);
  const own = ownRoute(story.brief, routes);
  if (!last) return { type: 'try', route: own };

  // the rounds of a story that keeps going have a bound of their own
  const counted = failed.filter(({ failure }) => !failure || !isRound(story, failure.kind));
  const faults = counted.filter(({ failure }) => failure && OWN_FAULTS.has(failure.kind));
  if (counted.length - faults.length >= MOST_MISHAPS)
    return { type: 'exhausted', reason: `${last.failure?.reason ?? 'it failed'}, ${MOST_MISHAPS} times` };
  if (carriedOn(story)) {
    const enough = persistedEnough(view, story);
    return enough === undefined
      ? { type: 'try', route: last.route }
      : { type: 'exhausted', reason: `it kept going until ${enough}; the last: ${last.failure?.reason}` };
  }
  if (faults.length >= (view.run?.options.attempts ?? 1))
    return {
      type: 'exhausted',
      reason: `${faults.length} attempts failed; the last: ${last.failure?.reason}`,
    };

  const onThisRoute = faults.filter(({ route }) => sameRoute(route, last.route));
  const sameAgain = repeats(failed.slice(-2));
  if (onThisRoute.length < TRIES_A_ROUTE && !sameAgain) return { type: 'try', route: last.route };
  const stronger = routes.ladder.find((step) => !failed.some(({ route }) => sameRoute(route, step)));
  if (stronger)
    return { type: 'escalate', route: stronger, reason: last.failure?.reason ?? 'the last attempt failed' };
  if (sameAgain)
    return {
      type: 'exhausted',
      reason: `the same failure twice, and no other route to try: ${last.failure?.reason}`,
    };
  return { type: 'try', route: last.route };
}

/**
 * A retry that cannot differ: the last two attempts failed on one route for one reason of their own. What befell
 * them may be over by now, and after a conflict the next one starts from another tip.
 */
function repeats([before, last]: readonly Attempt[]): boolean {
  return (
    before !== undefined &&
    last !== undefined &&
    last.failure !== undefined &&
    last.failure.kind !== 'conflict' &&
    OWN_FAULTS.has(last.failure.kind) &&
    sameRoute(before.route, last.route) &&
    before.failure?.kind === last.failure?.kind &&
    before.failure?.reason === last.failure?.reason
  );
}

/** As often may the Surgeon change the plan for one story, and for one run. */
const MOST_CHANGES_A_STORY = 2;
const MOST_CHANGES = 8;

export type Exhausted = {
  readonly story: Story;
  readonly reason: string /** A change of the plan may help. */;
  readonly operable: boolean;
};

/** Ready stories that no further attempt would help. */
export function* exhausted(view: View): Iterable<Exhausted> {
  if (view.phase.change) return;
  for (const story of ready(view)) {
    if (story.attempts.length === 0) continue;
    const step = nextStep(view, story);
    if (step.type !== 'exhausted') continue;
    const own = OWN_FAULTS.has(lastAttempt(story)?.failure?.kind ?? 'internal');
    const changes = view.phase.changes.filter(({ storyId }) => storyId === story.id);
    const operable =
      own &&
      !view.run?.options.quick &&
      story.commit === undefined &&
      boundReached(view, story) === undefined &&
      changes.length < MOST_CHANGES_A_STORY &&
      view.phase.changes.length < MOST_CHANGES;
    yield { story, reason: step.reason, operable };
  }
}
