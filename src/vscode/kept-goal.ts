import type { Memento } from 'vscode';
import { goalTitle } from '../model/plain.ts';

const GOAL = 'baro.goal';

/** The goal that was said last and that no run has begun with, to be offered the next time. */
export type KeptGoal = { get(): string | undefined; set(goal: string | undefined): void };

/** Remembers it with the workspace. */
export const goalIn = (state: Pick<Memento, 'get' | 'update'>): KeptGoal => ({
  get: () => {
    const kept = state.get(GOAL);
    return typeof kept === 'string' ? kept : undefined;
  },
  set: (goal) => void state.update(GOAL, goal),
});

/** How a line asks for a goal, which may have several: those are kept aside, and Enter on an empty line takes them. */
export function goalLine(kept: string | undefined, file: string | undefined) {
  const aside = kept?.includes('\n') ? kept : undefined;
  const taken = aside === undefined ? file : `“${goalTitle(aside, 60)}”, which was not started`;
  return {
    value: aside === undefined ? (kept ?? '') : '',
    aside,
    prompt: `What should be true when it is done?${taken === undefined ? '' : ` Enter on an empty line takes ${taken}.`}`,
  };
}
