import { type Cost, costOf, formatCost, formatUsd } from '../model/money.ts';
import { runState } from '../model/run-state.ts';
import type { View } from '../model/view.ts';
import { countStories } from './standing.ts';
import { runLook } from './trees/looks.ts';

/** The status bar's few characters about a run: `$(loading~spin) 3/10 · $0.12`. */
export function statusText(view: View): { readonly text: string; readonly tooltip: string } {
  const state = runState(view);
  const { all, integrated } = countStories(view);
  const cost = costOf(view);
  const money = moneyOf(cost);
  const count = all > 0 ? `${integrated}/${all}` : state;
  return {
    text: [`$(${runLook(state).icon}) ${count}`, money].filter(Boolean).join(' · '),
    tooltip: `Baro: ${state}, ${integrated} of ${all} stories integrated${money ? `, ${formatCost(cost)}` : ''}\n${view.run?.goal ?? ''}`,
  };
}

/** What is known to be paid, and whether there is more that is not. */
const moneyOf = ({ billedUsd, unclearUsd, unknown }: Cost) => {
  const known = billedUsd + unclearUsd;
  return [known > 0 ? formatUsd(known) : '', unknown > 0 ? '?' : ''].filter(Boolean).join(' + ');
};
