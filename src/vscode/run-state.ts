import { plannedStories, storyState } from '../model/questions.ts';
import type { View } from '../model/view.ts';

/** Where a run stands, in a word or two that people read. */
export function runState(view: View): string {
  const { phase, gate, ending } = view;
  if (ending.completed)
    return { done: 'done', partial: 'partial', failed: 'failed' }[ending.completed.outcome];
  if (gate.stopped) return 'stopped';
  if (phase.refused) return 'failed';
  if (phase.rejected && phase.approved === 0) return 'rejected';
  if (gate.budget) return 'needs you';
  if (gate.paused !== undefined) return 'paused';
  if (planWaits(view)) return 'needs you';
  if (phase.approved === 0) return 'planning';
  return plannedStories(view).some((story) => storyState(view, story) === 'needs you')
    ? 'needs you'
    : 'running';
}

/** The version of the plan, or of a change of it, that waits for a person; undefined where none does. */
export function planWaits({ phase, gate, ending }: View): number | undefined {
  if (gate.stopped || ending.completed) return undefined;
  if (phase.change) return phase.change.version;
  const { proposed, approved, rejected, revision } = phase;
  return proposed && proposed.version > approved && !rejected && !revision ? proposed.version : undefined;
}

export const countStories = (view: View) => {
  const stories = plannedStories(view);
  return {
    all: stories.length,
    integrated: stories.filter(({ outcome }) => outcome === 'integrated').length,
    failed: stories.filter(({ outcome }) => outcome === 'failed').length,
  };
};
