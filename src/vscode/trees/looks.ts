import type { StoryState } from '../../model/questions.ts';
import type { RunState } from '../../model/run-state.ts';
import type { Look } from './row.ts';

/** How a state is drawn in native views: the icon alone already tells them apart. */
export const STORY_LOOKS: Readonly<Record<StoryState, Look>> = {
  waiting: { icon: 'circle-outline', color: 'descriptionForeground' },
  running: { icon: 'loading~spin', color: 'charts.blue' },
  verifying: { icon: 'beaker', color: 'charts.purple' },
  judging: { icon: 'eye', color: 'charts.purple' },
  merging: { icon: 'git-merge', color: 'charts.green' },
  integrated: { icon: 'pass-filled', color: 'charts.green' },
  'needs you': { icon: 'bell-dot', color: 'charts.yellow' },
  failed: { icon: 'error', color: 'charts.red' },
  blocked: { icon: 'circle-slash', color: 'charts.orange' },
};

const RUN_LOOKS: Readonly<Record<RunState | 'unreadable', Look>> = {
  planning: { icon: 'loading~spin', color: 'charts.blue' },
  'needs approval': { icon: 'bell-dot', color: 'charts.yellow' },
  running: { icon: 'loading~spin', color: 'charts.blue' },
  'needs you': { icon: 'bell-dot', color: 'charts.yellow' },
  paused: { icon: 'debug-pause', color: 'charts.yellow' },
  'out of budget': { icon: 'credit-card', color: 'charts.yellow' },
  verifying: { icon: 'loading~spin', color: 'charts.blue' },
  publishing: { icon: 'loading~spin', color: 'charts.blue' },
  interrupted: { icon: 'debug-disconnect', color: 'charts.yellow' },
  stopped: { icon: 'debug-stop', color: 'descriptionForeground' },
  done: { icon: 'pass-filled', color: 'charts.green' },
  'partly done': { icon: 'warning', color: 'charts.orange' },
  failed: { icon: 'error', color: 'charts.red' },
  unreadable: { icon: 'question', color: 'charts.orange' },
};

/** How a run is drawn by the state that a summary names; one that is not known here is somebody else's business. */
export const runLook = (state: string): Look =>
  Object.hasOwn(RUN_LOOKS, state)
    ? RUN_LOOKS[state as keyof typeof RUN_LOOKS]
    : { icon: 'history', color: 'descriptionForeground' };
