import { nextStep } from './ladder.ts';
import {
  breakerOf,
  ready,
  requirementsJudged,
  settled,
  storiesOf,
  storyOf,
  waitsForDecision,
} from './questions.ts';
import type { Route } from './route.ts';
import type { View } from './view.ts';

/** Where a run stands, in the words that people read. */
export type RunState =
  | 'planning'
  | 'needs approval'
  | 'running'
  | 'needs you'
  | 'paused'
  | 'out of budget'
  | 'verifying'
  | 'publishing'
  | 'interrupted'
  | 'stopped'
  | 'done'
  | 'partly done'
  | 'failed';

/** What is not over and has nobody who works on it is interrupted. */
export function runState(view: View, attended = true): RunState {
  const { ending, brakes, phase } = view;
  if (ending.completed)
    return ending.completed.outcome === 'done'
      ? 'done'
      : ending.completed.outcome === 'partial'
        ? 'partly done'
        : 'failed';
  if (brakes.stopped) return 'stopped';
  if (!attended) return 'interrupted';
  if (brakes.budget) return 'out of budget';
  if (brakes.paused !== undefined) return 'paused';
  if (asksForApproval(view)) return 'needs approval';
  if (waitsForPerson(view)) return 'needs you';
  if (phase.approved === 0) return 'planning';
  if (!settled(view)) return 'running';
  return ending.verified ? 'publishing' : 'verifying';
}

/** Why nothing goes on until a person does something; undefined while something does. */
export function waitsForPerson(view: View): string | undefined {
  const { brakes, phase, run, ending, live } = view;
  if (!run || ending.completed || brakes.stopped) return undefined;
  if (brakes.budget) return `the ${brakes.budget.kind === 'usd' ? 'budget' : 'time'} is used up`;
  if (brakes.paused !== undefined) return 'the run is paused';
  if (asksForApproval(view)) return 'the plan waits for approval';
  const shut = [...underWay(view)].map((route) => route && breakerOf(view, route));
  if (shut.some((breaker) => breaker === undefined || breaker.until !== undefined)) return undefined;
  if (shut[0]) return `${shut[0].provider} does not answer: ${shut[0].reason}`;
  const waiting = live.find((attempt) => waitsForDecision(view, attempt));
  if (waiting) return `the change of “${storyOf(view, waiting.storyId)?.brief.title}” waits for a decision`;
  return phase.change ? 'a change of the plan waits for approval' : undefined;
}

/** What no person has to do, each by the route that has to answer first; undefined where nobody has to. */
function* underWay(view: View): Iterable<Route | undefined> {
  const { phase, live, run, ending } = view;
  const routes = run?.options.routes.phases;
  if (phase.approved === 0) return yield planningRoute(view);
  if (phase.revision) yield routes?.planner;
  for (const attempt of live)
    if (!waitsForDecision(view, attempt))
      yield attempt.state === 'prepared'
        ? attempt.route
        : attempt.state === 'verified' && !run?.options.quick
          ? routes?.critic
          : undefined;
  for (const story of ready(view)) {
    const step = nextStep(view, story);
    if (step.type !== 'exhausted') yield step.route;
    else if (!phase.change) yield routes?.surgeon;
  }
  if (settled(view)) yield ending.verified && !requirementsJudged(view) ? routes?.critic : undefined;
}

function planningRoute({ phase, run }: View): Route | undefined {
  const routes = run?.options.routes.phases;
  if (phase.revision) return routes?.planner;
  if (!phase.map || phase.proposed || phase.refused !== undefined) return undefined;
  return phase.decisions || run?.options.quick ? routes?.planner : routes?.architect;
}

/** Nothing begins before a person has approved a plan, be it there or not; one that was asked for alone needs no answer. */
export const needsApproval = ({ run, phase }: View): boolean =>
  run?.options.approve === 'ask' && !run.options.planOnly && phase.approved === 0;

/** Such a plan lies before the person. */
export const asksForApproval = (view: View): boolean => {
  const { phase, ending, brakes } = view;
  const lies = phase.proposed !== undefined && !phase.revision && !phase.rejected;
  return lies && needsApproval(view) && !ending.completed && !brakes.stopped;
};

/** What a person is asked now, story by story, for lists of what needs attention. */
export type Question =
  | { readonly type: 'plan'; readonly version: number }
  | { readonly type: 'change'; readonly version: number; readonly storyId: string }
  | {
      readonly type: 'diff';
      readonly storyId: string;
      readonly attempt: number;
      readonly gates: readonly string[];
    }
  | { readonly type: 'budget' }
  | { readonly type: 'obstacle'; readonly reason: string }
  | { readonly type: 'provider'; readonly provider: string; readonly reason: string }
  | { readonly type: 'failed'; readonly storyId: string; readonly reason: string };

export function* questionsFor(view: View): Iterable<Question> {
  const { phase, brakes, live, run, ending } = view;
  if (!run || brakes.stopped) return;
  if (phase.proposed && asksForApproval(view)) yield { type: 'plan', version: phase.proposed.version };
  if (phase.change) yield { type: 'change', version: phase.change.version, storyId: phase.change.storyId };
  for (const attempt of live)
    if (waitsForDecision(view, attempt))
      yield {
        type: 'diff',
        storyId: attempt.storyId,
        attempt: attempt.number,
        gates: attempt.commit?.gates ?? [],
      };
  if (brakes.budget) yield { type: 'budget' };
  if (brakes.obstacle !== undefined && !ending.completed) yield { type: 'obstacle', reason: brakes.obstacle };
  for (const { provider, reason, until } of brakes.breakers)
    if (until === undefined) yield { type: 'provider', provider, reason };
  for (const { id, outcome, reason } of storiesOf(view))
    if (outcome === 'failed') yield { type: 'failed', storyId: id, reason: reason ?? '' };
}
