import { questionsFor } from '../model/run-state.ts';
import type { ContextKey } from './contributions.ts';
import type { FileAt } from './file-uri.ts';
import { planWaits } from './standing.ts';
import { type HeldRun, isUnderWay } from './window-runs.ts';

/** What menus and keys may ask of the current run, of the story selected in it and of the diff in front, answered. */
export function contextOf(
  held: Pick<HeldRun, 'run'> | undefined,
  selected: string | undefined,
  front?: Pick<FileAt, 'runId' | 'storyId' | 'attempt'>,
): Readonly<Record<ContextKey, boolean>> {
  const run = held?.run;
  const view = run?.view;
  const underWay = run !== undefined && isUnderWay(run);
  const attended = underWay && !run.idle;
  const paused = view?.brakes.paused !== undefined;
  const questions = view ? [...questionsFor(view)] : [];
  const asked = new Set(questions.map(({ type }) => type));
  return {
    'baro.hasRun': run !== undefined,
    'baro.running': attended && !paused,
    'baro.paused': attended && paused,
    'baro.resumable':
      view?.brakes.stopped === true || (underWay && !attended) || (underWay && asked.has('provider')),
    'baro.planWaiting': view !== undefined && planWaits(view) !== undefined,
    'baro.reviewWaiting': asked.has('diff'),
    'baro.frontDiff': front !== undefined,
    'baro.frontDiffWaiting':
      run?.id === front?.runId &&
      questions.some(
        (one) => one.type === 'diff' && one.storyId === front?.storyId && one.attempt === front.attempt,
      ),
    'baro.overBudget': asked.has('budget'),
    'baro.planning': underWay && view?.phase.approved === 0,
    'baro.planApproved': view !== undefined && view.phase.approved > 0,
    'baro.hasPullRequest': (view?.ending.pullRequest ?? view?.ending.pullRequestFailed?.link) !== undefined,
    'baro.storySelected': selected !== undefined,
  };
}
