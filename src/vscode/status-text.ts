import { type Cost, costOf, formatCost, formatUsd } from '../model/money.ts';
import { goalTitle } from '../model/plain.ts';
import type { OpenRun } from '../run/seam.ts';
import { countStories, stateOf } from './standing.ts';
import { runLook } from './trees/looks.ts';

/** The status bar's few characters about a run: `$(loading~spin) 3/10 · $0.12`. */
export function statusText(run: Pick<OpenRun, 'view' | 'idle'>): {
  readonly text: string;
  readonly tooltip: string;
} {
  const { view } = run;
  const state = stateOf(run);
  const { all, integrated } = countStories(view);
  const cost = costOf(view);
  const money = moneyOf(cost);
  const count = all > 0 ? `${integrated}/${all}` : state;
  return {
    text: [`$(${runLook(state).icon}) ${count}`, money].filter(Boolean).join(' · '),
    tooltip: `Baro: ${state}, ${integrated} of ${all} stories integrated${money ? `, ${formatCost(cost)}` : ''}\n${goalTitle(view.run?.goal ?? '', 120)}`,
  };
}

/** What is known to be paid, and whether there is more that is not. */
const moneyOf = ({ billedUsd, unclearUsd, unknown }: Cost) => {
  const known = billedUsd + unclearUsd;
  return [known > 0 ? formatUsd(known) : '', unknown > 0 ? '?' : ''].filter(Boolean).join(' + ');
};
