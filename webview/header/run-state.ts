import { type RunState, runState } from '../../src/model/run-state.ts';
import type { View } from '../../src/model/view.ts';
import type { IconName } from '../parts/icons.ts';

export type Standing = {
  readonly word: string;
  readonly icon: IconName;
  /** One of the states a story can have: it gives the colour. */
  readonly tone: string;
};

const LOOKS: Readonly<Record<RunState, Omit<Standing, 'word'>>> = {
  planning: { icon: 'running', tone: 'running' },
  'needs approval': { icon: 'needs you', tone: 'needs you' },
  running: { icon: 'running', tone: 'running' },
  'needs you': { icon: 'needs you', tone: 'needs you' },
  paused: { icon: 'pause', tone: 'needs you' },
  'out of budget': { icon: 'needs you', tone: 'needs you' },
  verifying: { icon: 'verifying', tone: 'verifying' },
  publishing: { icon: 'verifying', tone: 'verifying' },
  interrupted: { icon: 'warning', tone: 'needs you' },
  stopped: { icon: 'stop', tone: 'blocked' },
  done: { icon: 'integrated', tone: 'integrated' },
  'partly done': { icon: 'warning', tone: 'needs you' },
  failed: { icon: 'failed', tone: 'failed' },
};

/** Where the run stands, in the word that trees, status bar and command line have for it. */
export function standing(view: View, interrupted: boolean): Standing {
  const state = runState(view, !interrupted);
  if (state === 'planning' && view.phase.revision) return { word: 'Revising', ...LOOKS.planning };
  return { word: `${state.charAt(0).toUpperCase()}${state.slice(1)}`, ...LOOKS[state] };
}
