import type { Participant } from '../engine/participant.ts';
import type { RunEvent } from '../model/events.ts';
import { exhausted, nextStep } from '../model/ladder.ts';
import { freeUsd, mayStillAsk } from '../model/money.ts';
import type { StoryBrief } from '../model/plan.ts';
import {
  breakerOf,
  endsUnstarted,
  held,
  isMissing,
  isProven,
  plannedStories,
  ready,
  requirementsJudged,
  settled,
  slotsTaken,
  storiesOf,
  storyOf,
} from '../model/questions.ts';
import type { Route } from '../model/route.ts';
import type { Story, View } from '../model/view.ts';

/** What an attempt may cost at the most before it has to ask for more, in dollars; null where nobody can say. */
export type Reserve = (brief: StoryBrief, route: Route) => number | null;

/** Decides what starts when, what can never start, and when the run is over. */
export const conductor = (reserve: Reserve): Participant => ({
  name: 'conductor',
  reads: ({ run, stories, live, brakes, phase, ending, collisions, worktrees, books }) => [
    run,
    stories,
    live,
    brakes,
    phase,
    ending,
    collisions,
    worktrees,
    brakes.budgetUsd === undefined ? undefined : books,
  ],
  *decide(view) {
    if (!view.run || view.ending.completed) return;
    yield* planDecisions(view);
    if (view.phase.approved === 0) return;
    if (!held(view) && view.phase.map) yield* starts(view, reserve);
    for (const { story, reason, operable } of exhausted(view))
      if (!operable) yield { type: 'story.failed', storyId: story.id, reason };
    yield* blamed(view);
    if (ended(view)) yield completion(view);
  },
});

function* planDecisions(view: View): Iterable<RunEvent> {
  const { run, phase } = view;
  const end = endsUnstarted(view);
  if (end && view.worktrees.length === 0)
    yield { type: 'run.completed', outcome: end.outcome, integrated: 0, failed: 0, reason: end.reason };
  const { proposed } = phase;
  if (end || !proposed || !phase.map || proposed.version <= phase.approved || phase.revision) return;
  if (run?.options.approve === 'auto') yield { type: 'plan.approved', version: proposed.version };
}

/** One start: critical path first, those that collide with a running story last. */
function* starts(view: View, reserve: Reserve): Iterable<RunEvent> {
  if (slotsTaken(view) >= (view.run?.options.parallel ?? 1)) return;
  for (const story of candidates(view)) {
    const step = nextStep(view, story);
    if (step.type === 'escalate')
      yield { type: 'story.escalated', storyId: story.id, route: step.route, reason: step.reason };
    if (step.type !== 'try' || breakerOf(view, step.route)) continue;
    const reservedUsd = affordable(view, reserve(story.brief, step.route));
    if (reservedUsd === undefined) continue;
    yield {
      type: 'story.scheduled',
      storyId: story.id,
      attempt: story.attempts.length + 1,
      route: step.route,
      reservedUsd,
    };
  }
}

/**
 * What is held back for an attempt: its upper bound, or all that is left where the bound is wider than the budget and
 * nothing under way may take more. Undefined where it has to wait for money.
 */
export function affordable(view: View, bound: number | null): number | null | undefined {
  const free = freeUsd(view);
  if (bound === null || bound <= free) return bound;
  return !view.live.some(mayStillAsk) && free > LEAST_SHARE * (view.brakes.budgetUsd ?? 0) ? free : undefined;
}
/** With less than this share of the budget left, no attempt begins that may take more. */
const LEAST_SHARE = 0.02;

function* candidates(view: View): Iterable<Story> {
  yield* racing(view);
  const running = new Set(view.live.map(({ storyId }) => storyId));
  const collide = new Set(
    view.collisions.flatMap(({ stories }) => (stories.some((id) => running.has(id)) ? stories : [])),
  );
  for (const story of ready(view)) if (!collide.has(story.id)) yield story;
  for (const story of ready(view)) if (collide.has(story.id)) yield story;
}

/** Stories that are to be tried on several routes at once, some of them not started yet. */
const racing = (view: View) =>
  [...new Set(view.live.map(({ storyId }) => storyId))].flatMap((id) => {
    const story = storyOf(view, id);
    return story?.outcome === 'open' && story.next && story.next.routes.length > 0 ? [story] : [];
  });

/** The story that turned the whole run red is worked on once more, knowing what it broke. */
function* blamed(view: View): Iterable<RunEvent> {
  const { run, ending } = view;
  const { verified } = ending;
  const story = verified?.culprit ? storyOf(view, verified.culprit) : undefined;
  if (!verified || verified.ok || !story || triedAgain(story) || run?.options.quick) return;
  const red = verified.evidence.find(({ exitCode, redBefore }) => exitCode !== 0 && !redBefore);
  yield {
    type: 'rerun.requested',
    storyId: story.id,
    note: `With this story on the branch, \`${red?.command}\` fails for the run as a whole:\n${red?.tail ?? ''}`.slice(
      0,
      2000,
    ),
  };
}

/** It was worked on after it was on the branch, with or without success; what it won a race against does not count. */
const triedAgain = ({ attempts }: Story) =>
  attempts
    .slice(attempts.findIndex(({ state }) => state === 'integrated') + 1)
    .some(({ state }) => state !== 'superseded');

/** Everything that had to follow the last story has happened, or cannot. */
function ended(view: View): boolean {
  if (!settled(view) || view.worktrees.some((name) => name !== 'integration' && name !== 'baseline'))
    return false;
  const any = storiesOf(view).some(({ commit }) => commit !== undefined);
  if (!any) return view.worktrees.length === 0;
  const { options } = view.run ?? {};
  const { verified, pushFailed, published, pullRequestFailed } = view.ending;
  const told = options?.localOnly || published || pushFailed !== undefined || pullRequestFailed !== undefined;
  return Boolean(verified && requirementsJudged(view) && told) && view.worktrees.length === 0;
}

function completion(view: View): RunEvent {
  const planned = plannedStories(view);
  const integrated = planned.filter(({ outcome }) => outcome === 'integrated').length;
  const failed = planned.length - integrated;
  const whole = !storiesOf(view).some(isMissing) && isProven(view);
  return {
    type: 'run.completed',
    outcome: whole ? 'done' : integrated > 0 ? 'partial' : 'failed',
    integrated,
    failed,
    ...unclear(view),
  };
}

/** Why a run that brought everything onto the branch is not done. */
function unclear({ ending: { verified } }: View): { readonly reason?: string } {
  const red = verified?.ok ? verified.evidence.filter(({ incomparable }) => incomparable) : [];
  const commands = red.map(({ command }) => `\`${command}\``).join(', ');
  return red.length > 0
    ? { reason: `${commands} was red before this run, and whether it is worse now cannot be told` }
    : {};
}
