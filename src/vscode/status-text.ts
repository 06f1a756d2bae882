import { type Cost, costOf, formatCost, formatUsd } from '../model/money.ts';
import { goalTitle } from '../model/plain.ts';
import type { OpenRun } from '../run/seam.ts';
import { countStories, stateOf } from './standing.ts';
import { runLook } from './trees/looks.ts';

/** The status bar's few characters about a run, and about how much waits for a person in others: `$(loading~spin) 3/10 · $0.12`. */
export function statusText(
  run: Pick<OpenRun, 'view' | 'idle'>,
  elsewhere = 0,
): { readonly text: string; readonly tooltip: string } {
  const { view } = run;
  const state = stateOf(run);
  const { all, integrated } = countStories(view);
  const cost = costOf(view);
  const money = moneyOf(cost);
  const count = all > 0 ? `${integrated}/${all}` : state;
  const others = elsewhere > 0 ? `\nIn other runs ${thingsWait(elsewhere)}` : '';
  return {
    text: [`$(${runLook(state).icon}) ${count}`, money, elsewhere > 0 ? `$(bell-dot) ${elsewhere}` : '']
      .filter(Boolean)
      .join(' · '),
    tooltip: `Baro: ${state}, ${integrated} of ${all} stories integrated${money ? `, ${formatCost(cost)}` : ''}\n${goalTitle(view.run?.goal ?? '', 120)}${others}`,
  };
}

export const thingsWait = (count: number) =>
  `${count} ${count === 1 ? 'thing waits' : 'things wait'} for you`;

/** What is known to be paid, and whether there is more that is not. */
const moneyOf = ({ billedUsd, unclearUsd, unknown }: Cost) => {
  const known = billedUsd + unclearUsd;
  return [known > 0 ? formatUsd(known) : '', unknown > 0 ? '?' : ''].filter(Boolean).join(' + ');
};
