import { plannedStories } from '../model/questions.ts';
import { questionsFor, type RunState, runState } from '../model/run-state.ts';
import type { View } from '../model/view.ts';
import type { OpenRun } from '../run/seam.ts';

/** Where a run stands, in the word that every part of the editor uses for it. */
export const stateOf = ({ view, idle }: Pick<OpenRun, 'view' | 'idle'>): RunState => runState(view, !idle);

/** The version of the plan, or of a change of it, that waits for a person; undefined where none does. */
export function planWaits(view: View): number | undefined {
  for (const question of questionsFor(view))
    if (question.type === 'change' || question.type === 'plan') return question.version;
  return undefined;
}

export const countStories = (view: View) => {
  const stories = plannedStories(view);
  return {
    all: stories.length,
    integrated: stories.filter(({ outcome }) => outcome === 'integrated').length,
  };
};
