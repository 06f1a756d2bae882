import type { RunEvent } from '../model/events.ts';
import { formatUsd } from '../model/money.ts';
import { goalTitle, plainLine } from '../model/plain.ts';
import { storyOf, waitsForDecision } from '../model/questions.ts';
import type { View } from '../model/view.ts';
import type { Command } from './contributions.ts';
import { countStories, planWaits } from './standing.ts';
import type { About } from './trees/row.ts';

/** What is worth interrupting a person for, in a sentence that names the story first. */
export type Notice = {
  readonly text: string;
  readonly level: 'info' | 'warning' | 'error';
  /** What of the run it is about; its actions are about nothing else. */
  readonly about: Pick<About, 'storyId' | 'attempt' | 'version'>;
  readonly actions: readonly { readonly title: string; readonly command: Command }[];
};

const OPEN = { title: 'Open', command: 'baro.openStory' } as const;
const DASHBOARD = { title: 'Open Dashboard', command: 'baro.openDashboard' } as const;

/** Needs a person, failed, budget, finished: nothing else. `view` is as of after the event. */
export function noticeOf(view: View, event: RunEvent): Notice | undefined {
  const titled = (storyId: string) => plainLine(storyOf(view, storyId)?.brief.title ?? storyId, 60);
  switch (event.type) {
    case 'plan.proposed':
      if (planWaits(view) !== event.version) return undefined;
      return {
        text: `${goal(view)}: the plan with ${stories(event.count)} waits for your approval.`,
        level: 'info',
        about: { version: event.version },
        actions: [DASHBOARD, { title: 'Approve Plan', command: 'baro.approvePlan' }],
      };
    case 'plan.refused':
      return {
        text: `${goal(view)}: the Planner made no valid plan. ${plainLine(event.reason)}`,
        level: 'error',
        about: {},
        actions: [DASHBOARD],
      };
    case 'plan.changed':
      return event.asks
        ? {
            text: `${titled(event.storyId)}: a replan asks for your approval. ${plainLine(event.reason)}`,
            level: 'warning',
            about: { storyId: event.storyId, version: event.version },
            actions: [OPEN, { title: 'Approve', command: 'baro.approvePlan' }],
          }
        : undefined;
    // A rebased commit, which may hold more than was judged, is only verified again.
    case 'attempt.verified':
    case 'verdict.given': {
      const attempt = view.live.find(
        ({ storyId, number }) => storyId === event.storyId && number === event.attempt,
      );
      if (!attempt || !waitsForDecision(view, attempt)) return undefined;
      const gates = attempt.commit?.gates ?? [];
      return {
        text: `${titled(event.storyId)}: ${gates.length > 0 ? plainLine(gates.join('; ')) : 'its diff waits for your review.'}`,
        level: 'warning',
        about: { storyId: event.storyId, attempt: event.attempt },
        actions: [
          { title: 'Show Diff', command: 'baro.showStoryDiff' },
          { title: 'Accept', command: 'baro.acceptDiff' },
        ],
      };
    }
    case 'story.failed':
      return {
        text: `${titled(event.storyId)}: failed. ${plainLine(event.reason)}`,
        level: 'error',
        about: { storyId: event.storyId },
        actions: [OPEN, { title: 'Rerun…', command: 'baro.rerunStory' }],
      };
    case 'run.paused':
      return event.obstacle === undefined
        ? undefined
        : {
            text: `${goal(view)}: the run waits for you. ${plainLine(event.obstacle)}`,
            level: 'warning',
            about: {},
            actions: [{ title: 'Resume', command: 'baro.resume' }, DASHBOARD],
          };
    case 'budget.reached':
      return {
        text:
          event.kind === 'usd'
            ? `${goal(view)}: the budget is used up, ${formatUsd(event.spent)} of ${formatUsd(event.limit)}.`
            : `${goal(view)}: the time is used up, ${Math.round(event.spent)} of ${event.limit} minutes.`,
        level: 'warning',
        about: {},
        actions: [{ title: 'Raise Budget…', command: 'baro.raiseBudget' }, DASHBOARD],
      };
    case 'breaker.opened':
      return {
        text: `${goal(view)}: Baro has stopped asking ${event.provider}${event.until === undefined ? '; Resume asks again' : ' for now'}. ${plainLine(event.reason)}`,
        level: 'warning',
        about: {},
        actions:
          event.until === undefined ? [{ title: 'Resume', command: 'baro.resume' }, DASHBOARD] : [DASHBOARD],
      };
    case 'participant.failed':
      return {
        text: `${goal(view)}: the ${event.participant} gave up. ${plainLine(event.reason)}`,
        level: 'error',
        about: {},
        actions: [{ title: 'Show Output', command: 'baro.showOutput' }, DASHBOARD],
      };
    case 'run.completed':
      return completed(view, event.reason);
    default:
      return undefined;
  }
}

function completed(view: View, reason: string | undefined): Notice {
  const { all, integrated } = countStories(view);
  const outcome = view.ending.completed?.outcome;
  const actions = view.ending.pullRequest
    ? [{ title: 'Open Pull Request', command: 'baro.openPullRequest' } as const, DASHBOARD]
    : [DASHBOARD];
  const compare = view.run?.options.race
    ? [{ title: 'Compare Runs', command: 'baro.compareRuns' } as const]
    : [];
  return {
    text: `${goal(view)}: ${outcome === 'done' ? 'done' : 'ended short'}, ${integrated} of ${stories(all)} integrated on ${view.run?.branch ?? 'its branch'}.${reason ? ` ${plainLine(reason)}` : ''}`,
    level: outcome === 'done' ? 'info' : 'warning',
    about: {},
    actions: [...compare, ...actions],
  };
}

const goal = ({ run }: View) => goalTitle(run?.goal ?? 'The run', 60);

const stories = (count: number) => `${count} ${count === 1 ? 'story' : 'stories'}`;
