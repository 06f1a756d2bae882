import { formatUsd } from '../../model/money.ts';
import { goalTitle } from '../../model/plain.ts';
import { storyOf } from '../../model/questions.ts';
import { type Question, questionsFor } from '../../model/run-state.ts';
import type { View } from '../../model/view.ts';
import type { HeldRun } from '../window-runs.ts';
import { STORY_LOOKS } from './looks.ts';
import type { About, Row } from './row.ts';

/** What needs a person in all of these runs, with the title of each where there are several. */
export const needRowsOf = (held: readonly HeldRun[]): readonly Row[] =>
  held.flatMap(({ run, folder }) =>
    needRows(run.view, folder).map((row) => ({
      ...row,
      id: `${run.id} ${row.id}`,
      description: [held.length > 1 ? goalTitle(run.view.run?.goal ?? '', 40) : '', row.description]
        .filter(Boolean)
        .join(' · '),
    })),
  );

/** Everything in a run that goes on only when a person does something, and what went wrong besides. */
export function needRows(view: View, folder: string): readonly Row[] {
  const about = { folder, runId: view.run?.id ?? '' };
  const rows = [...questionsFor(view)].map((question) => rowOf(view, question, about));
  const { refused } = view.phase;
  if (refused)
    rows.unshift({
      id: 'refused',
      label: 'The Planner made no valid plan',
      description: refused,
      ...STORY_LOOKS.failed,
      kind: 'refused',
      about,
      click: 'baro.openDashboard',
    });
  for (const [at, { participant, reason }] of view.faults.entries())
    rows.push({
      id: `fault.${at}`,
      label: `${participant} gave up`,
      description: reason,
      icon: 'bug',
      color: 'charts.red',
      kind: 'fault',
      about,
      click: 'baro.showOutput',
    });
  return rows;
}

function rowOf(view: View, question: Question, about: About): Row {
  const titled = (id: string) => storyOf(view, id)?.brief.title ?? id;
  const waiting = STORY_LOOKS['needs you'];
  switch (question.type) {
    case 'plan': {
      const count = view.phase.proposed?.stories.length ?? 0;
      return {
        id: `plan.${question.version}`,
        label: 'Approve the plan',
        description: `${count} ${count === 1 ? 'story' : 'stories'}`,
        tooltip: view.phase.proposed?.summary ?? '',
        ...waiting,
        kind: 'plan',
        about: { ...about, version: question.version },
        click: 'baro.openDashboard',
      };
    }
    case 'change':
      return {
        id: `change.${question.version}`,
        label: titled(question.storyId),
        description: `a replan asks for your approval: ${view.phase.change?.reason ?? ''}`,
        ...waiting,
        kind: 'plan',
        about: { ...about, storyId: question.storyId, version: question.version },
        click: 'baro.openStory',
      };
    case 'diff': {
      const { storyId, attempt, gates } = question;
      return {
        id: `review.${storyId}.${attempt}`,
        label: titled(storyId),
        description: gates.length > 0 ? gates.join('; ') : 'look at its diff',
        ...waiting,
        kind: 'review',
        about: { ...about, storyId, attempt },
        click: 'baro.showStoryDiff',
      };
    }
    case 'budget':
      return budgetRow(view.brakes.budget, about);
    case 'obstacle':
      return {
        id: 'obstacle',
        label: 'The run is paused',
        description: question.reason,
        icon: 'debug-pause',
        color: 'charts.yellow',
        kind: 'obstacle',
        about,
        click: 'baro.openDashboard',
      };
    case 'provider':
      return {
        id: `provider.${question.provider}`,
        label: question.provider,
        description: question.reason,
        icon: 'plug',
        color: 'charts.orange',
        kind: 'provider',
        about,
        click: 'baro.openDashboard',
      };
    case 'failed':
      return {
        id: `failed.${question.storyId}`,
        label: titled(question.storyId),
        description: question.reason || 'failed',
        ...STORY_LOOKS.failed,
        kind: 'failed',
        about: { ...about, storyId: question.storyId },
        click: 'baro.openStory',
      };
  }
}

const budgetRow = (budget: View['brakes']['budget'], about: About): Row => ({
  id: 'budget',
  label: budget?.kind === 'minutes' ? 'The time is used up' : 'The budget is used up',
  description:
    budget?.kind === 'minutes'
      ? `${Math.round(budget.spent)} of ${budget.limit} minutes`
      : `${formatUsd(budget?.spent ?? 0)} of ${formatUsd(budget?.limit ?? 0)}`,
  icon: 'credit-card',
  color: 'charts.yellow',
  kind: 'budget',
  about,
  click: 'baro.raiseBudget',
});
