import type { StoryState } from '../../model/questions.ts';
import type { Look } from './row.ts';

/** How a state is drawn in native views: the icon alone already tells them apart. */
export const STORY_LOOKS: Readonly<Record<StoryState, Look>> = {
  waiting: { icon: 'circle-outline', color: 'descriptionForeground' },
  running: { icon: 'loading~spin', color: 'charts.blue' },
  verifying: { icon: 'beaker', color: 'charts.blue' },
  judging: { icon: 'law', color: 'charts.blue' },
  merging: { icon: 'git-merge', color: 'charts.purple' },
  integrated: { icon: 'pass-filled', color: 'charts.green' },
  'needs you': { icon: 'bell-dot', color: 'charts.yellow' },
  failed: { icon: 'error', color: 'charts.red' },
  blocked: { icon: 'circle-slash', color: 'charts.orange' },
};

/** A run's state is a sentence's first words; what it begins with is enough to draw it. */
const RUN_LOOKS: readonly (readonly [RegExp, Look])[] = [
  [/^(done|integrated|completed|finished)/i, { icon: 'pass-filled', color: 'charts.green' }],
  [/^(failed|rejected|refused)/i, { icon: 'error', color: 'charts.red' }],
  [/^(partial|short)/i, { icon: 'warning', color: 'charts.orange' }],
  [/^(needs|waiting|plan)/i, { icon: 'bell-dot', color: 'charts.yellow' }],
  [/^(paused)/i, { icon: 'debug-pause', color: 'charts.yellow' }],
  [/^(stopped|interrupted)/i, { icon: 'debug-stop', color: 'descriptionForeground' }],
];

export const runLook = (state: string): Look =>
  RUN_LOOKS.find(([begins]) => begins.test(state))?.[1] ?? { icon: 'loading~spin', color: 'charts.blue' };
