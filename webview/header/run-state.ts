import { plannedStories, settled, storyState } from '../../src/model/questions.ts';
import { waitsForPerson } from '../../src/model/run-state.ts';
import type { View } from '../../src/model/view.ts';
import type { IconName } from '../parts/icons.ts';

export type RunState = {
  readonly word: string;
  readonly icon: IconName;
  /** One of the states a story can have: it gives the colour. */
  readonly tone: string;
};

const as = (word: string, icon: IconName, tone: string = icon): RunState => ({ word, icon, tone });

/** Where the run stands, in two words at the most. */
export function runState(view: View): RunState {
  const { ending, gate, phase } = view;
  if (!view.run) return as('No run', 'waiting');
  if (ending.completed)
    return {
      done: as('Done', 'integrated'),
      partial: as('Partly done', 'warning', 'needs you'),
      failed: as('Failed', 'failed'),
    }[ending.completed.outcome];
  if (gate.stopped) return as('Stopped', 'stop', 'blocked');
  if (gate.budget) return as('Budget reached', 'needs you');
  if (gate.paused !== undefined) return as('Paused', 'pause', 'needs you');
  if (phase.change) return as('Replan waits', 'needs you');
  if (phase.approved === 0) return planning(view);
  if (plannedStories(view).some((story) => storyState(view, story) === 'needs you') || waitsForPerson(view))
    return as('Needs you', 'needs you');
  return settled(view) ? as('Finishing', 'verifying') : as('Running', 'running');
}

function planning(view: View): RunState {
  const { phase } = view;
  if (phase.revision) return as('Revising', 'running');
  if (phase.rejected) return as('Plan rejected', 'failed');
  if (phase.refused !== undefined && !phase.draft) return as('No plan', 'failed');
  if (phase.proposed && !phase.draft) return as('Plan ready', 'needs you');
  return waitsForPerson(view) ? as('Needs you', 'needs you') : as('Planning', 'running');
}

/** A closed plan lies before the person, and story money waits for the answer. */
export const awaitsApproval = ({ phase, ending, gate }: View) =>
  phase.approved === 0 &&
  phase.proposed !== undefined &&
  !phase.rejected &&
  !phase.revision &&
  !phase.draft &&
  !ending.completed &&
  !gate.stopped;
