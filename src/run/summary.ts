import { costOf, formatCost } from '../model/money.ts';
import type { RunSummary } from '../model/protocol.ts';
import { plannedStories } from '../model/questions.ts';
import { runState } from '../model/run-state.ts';
import type { StoredRun } from './runs.ts';

/** A run on one line. */
export function summaryOf({ id, view, owned }: Pick<StoredRun, 'id' | 'view' | 'owned'>): RunSummary {
  const planned = plannedStories(view);
  return {
    id,
    goal: view.run?.goal ?? '',
    state: runState(view, owned),
    startedAt: view.run?.requestedAt ?? '',
    stories: planned.length,
    integrated: planned.filter(({ outcome }) => outcome === 'integrated').length,
    cost: formatCost(costOf(view)),
    ...(view.run?.options.race ? { race: view.run.options.race } : {}),
  };
}
