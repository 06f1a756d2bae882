import { chargeable, costOf, formatUsd } from '../model/money.ts';
import type { View } from '../model/view.ts';
import { countStories, runState } from './run-state.ts';

const ICONS: Readonly<Record<string, string>> = {
  done: 'pass-filled',
  partial: 'warning',
  failed: 'error',
  rejected: 'error',
  stopped: 'debug-stop',
  paused: 'debug-pause',
  'needs you': 'bell-dot',
};

/** The status bar's few characters about a run: `$(loading~spin) 3/10 · $0.12`. */
export function statusText(view: View): { readonly text: string; readonly tooltip: string } {
  const state = runState(view);
  const { all, integrated } = countStories(view);
  const cost = costOf(view);
  const money = chargeable(cost) > 0 ? formatUsd(chargeable(cost)) : '';
  const count = all > 0 ? `${integrated}/${all}` : state;
  return {
    text: [`$(${ICONS[state] ?? 'loading~spin'}) ${count}`, money].filter(Boolean).join(' · '),
    tooltip: `Baro: ${state}, ${integrated} of ${all} stories integrated${money ? `, ${money}` : ''}\n${view.run?.goal ?? ''}`,
  };
}
