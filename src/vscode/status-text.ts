import { chargeable, costOf, formatUsd } from '../model/money.ts';
import { runState } from '../model/run-state.ts';
import type { View } from '../model/view.ts';
import { countStories } from './standing.ts';
import { runLook } from './trees/looks.ts';

/** The status bar's few characters about a run: `$(loading~spin) 3/10 · $0.12`. */
export function statusText(view: View): { readonly text: string; readonly tooltip: string } {
  const state = runState(view);
  const { all, integrated } = countStories(view);
  const cost = costOf(view);
  const money = chargeable(cost) > 0 ? formatUsd(chargeable(cost)) : '';
  const count = all > 0 ? `${integrated}/${all}` : state;
  return {
    text: [`$(${runLook(state).icon}) ${count}`, money].filter(Boolean).join(' · '),
    tooltip: `Baro: ${state}, ${integrated} of ${all} stories integrated${money ? `, ${money}` : ''}\n${view.run?.goal ?? ''}`,
  };
}
