import { chargeable, costOf, formatUsd } from '../model/money.ts';
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
  const money = chargeable(cost) > 0 ? formatUsd(chargeable(cost)) : '';
  const count = all > 0 ? `${integrated}/${all}` : state;
  return {
    text: [`$(${runLook(state).icon}) ${count}`, money].filter(Boolean).join(' · '),
    tooltip: `Baro: ${state}, ${integrated} of ${all} stories integrated${money ? `, ${money}` : ''}\n${goalTitle(view.run?.goal ?? '', 120)}`,
  };
}
