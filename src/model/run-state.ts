import { mayMerge, ready, settled, storiesOf } from './questions.ts';
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
  | 'stopped'
  | 'done'
  | 'partly done'
  | 'failed';

export function runState(view: View): RunState {
  const { ending, gate, phase } = view;
  if (ending.completed)
    return ending.completed.outcome === 'done'
      ? 'done'
      : ending.completed.outcome === 'partial'
        ? 'partly done'
        : 'failed';
  if (gate.stopped) return 'stopped';
  if (gate.budget) return 'out of budget';
  if (gate.paused !== undefined) return 'paused';
  if (phase.approved === 0) return phase.proposed && !phase.revision ? 'needs approval' : 'planning';
  if (waitsForPerson(view)) return 'needs you';
  if (!settled(view)) return 'running';
  return ending.verified ? 'publishing' : 'verifying';
}

/** Why nothing goes on until a person does something; undefined while something does. */
export function waitsForPerson(view: View): string | undefined {
  const { gate, phase, run, ending, live } = view;
  if (!run || ending.completed || gate.stopped) return undefined;
  if (gate.budget) return `the ${gate.budget.kind === 'usd' ? 'budget' : 'time'} is used up`;
  if (gate.paused !== undefined) return 'the run is paused';
  if (asksForApproval(view)) return 'the plan waits for approval';
  const shut = gate.breakers.find(({ until }) => until === undefined);
  const waiting = live.filter((attempt) => attempt.state === 'judged' && !mayMerge(view, attempt));
  const atWork = live.length - waiting.length;
  if (atWork > 0 && !shut) return undefined;
  if (shut) return `${shut.provider} does not answer: ${shut.reason}`;
  if (ready(view).length > 0 && !phase.change) return undefined;
  const [first] = waiting;
  if (first) return `the change of “${view.stories[first.storyId]?.brief.title}” waits for a decision`;
  if (phase.change) return 'a change of the plan waits for approval';
  return undefined;
}

/** A plan stands that nothing begins without; one that was asked for alone needs no answer. */
const asksForApproval = ({ run, phase, ending }: View): boolean =>
  phase.proposed !== undefined &&
  phase.approved === 0 &&
  !phase.revision &&
  !phase.rejected &&
  !ending.completed &&
  run?.options.approve === 'ask' &&
  !run.options.planOnly;

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
  | { readonly type: 'provider'; readonly provider: string; readonly reason: string }
  | { readonly type: 'failed'; readonly storyId: string; readonly reason: string };

export function* questionsFor(view: View): Iterable<Question> {
  const { phase, gate, live, run } = view;
  if (!run || gate.stopped) return;
  if (phase.proposed && asksForApproval(view)) yield { type: 'plan', version: phase.proposed.version };
  if (phase.change) yield { type: 'change', version: phase.change.version, storyId: phase.change.storyId };
  for (const attempt of live)
    if (attempt.state === 'judged' && !mayMerge(view, attempt))
      yield {
        type: 'diff',
        storyId: attempt.storyId,
        attempt: attempt.number,
        gates: attempt.commit?.gates ?? [],
      };
  if (gate.budget) yield { type: 'budget' };
  for (const { provider, reason, until } of gate.breakers)
    if (until === undefined) yield { type: 'provider', provider, reason };
  for (const { id, outcome, reason } of storiesOf(view))
    if (outcome === 'failed') yield { type: 'failed', storyId: id, reason: reason ?? '' };
}
