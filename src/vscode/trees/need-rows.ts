import { formatUsd } from '../../model/money.ts';
import { plannedStories, storyState } from '../../model/questions.ts';
import type { View } from '../../model/view.ts';
import { planWaits } from '../run-state.ts';
import { STORY_LOOKS } from './looks.ts';
import type { Row } from './row.ts';

/** Everything in a run that goes on only when a person does something, the most urgent first. */
export function needRows(view: View, folder: string): readonly Row[] {
  const about = { folder, runId: view.run?.id ?? '' };
  const waiting = STORY_LOOKS['needs you'];
  const rows: Row[] = [];
  const { change, proposed, refused } = view.phase;
  if (change)
    rows.push({
      id: `change.${change.version}`,
      label: view.stories[change.storyId]?.brief.title ?? change.storyId,
      description: `a replan asks for your approval: ${change.reason}`,
      ...waiting,
      kind: 'plan',
      about: { ...about, storyId: change.storyId },
      click: 'baro.openStory',
    });
  else if (planWaits(view) !== undefined && proposed)
    rows.push({
      id: `plan.${proposed.version}`,
      label: 'Approve the plan',
      description: `${proposed.stories.length} ${proposed.stories.length === 1 ? 'story' : 'stories'}`,
      tooltip: proposed.summary,
      ...waiting,
      kind: 'plan',
      about,
      click: 'baro.openDashboard',
    });
  if (refused)
    rows.push({
      id: 'refused',
      label: 'No valid plan came about',
      description: refused,
      ...STORY_LOOKS.failed,
      kind: 'refused',
      about,
      click: 'baro.openDashboard',
    });
  if (view.gate.budget && !view.ending.completed) rows.push(budgetRow(view.gate.budget, about));
  for (const story of plannedStories(view)) {
    const state = storyState(view, story);
    if (story.id === change?.storyId) continue;
    if (state === 'needs you') rows.push(...reviewRows(view, story.id, about));
    if (state === 'failed')
      rows.push({
        id: `failed.${story.id}`,
        label: story.brief.title,
        description: story.reason ?? 'failed',
        ...STORY_LOOKS.failed,
        kind: 'failed',
        about: { ...about, storyId: story.id },
        click: 'baro.openStory',
      });
  }
  for (const { provider, reason } of view.gate.breakers)
    rows.push({
      id: `breaker.${provider}`,
      label: provider,
      description: reason,
      icon: 'plug',
      color: 'charts.orange',
      kind: 'breaker',
      about,
      click: 'baro.openDashboard',
    });
  for (const { participant, reason } of view.faults)
    rows.push({
      id: `fault.${participant}`,
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

const budgetRow = (
  { kind, spent, limit }: NonNullable<View['gate']['budget']>,
  about: Row['about'],
): Row => ({
  id: 'budget',
  label: kind === 'usd' ? 'The budget is used up' : 'The time is used up',
  description:
    kind === 'usd'
      ? `${formatUsd(spent)} of ${formatUsd(limit)}`
      : `${Math.round(spent)} of ${limit} minutes`,
  icon: 'credit-card',
  color: 'charts.yellow',
  kind: 'budget',
  about,
  click: 'baro.raiseBudget',
});

const reviewRows = (view: View, storyId: string, about: Row['about']): readonly Row[] =>
  view.live
    .filter((attempt) => attempt.storyId === storyId && attempt.state === 'judged' && !attempt.accepted)
    .map(({ number, commit }) => ({
      id: `review.${storyId}.${number}`,
      label: view.stories[storyId]?.brief.title ?? storyId,
      description: commit && commit.gates.length > 0 ? commit.gates.join('; ') : 'look at its diff',
      ...STORY_LOOKS['needs you'],
      kind: 'review',
      about: { ...about, storyId, attempt: number },
      click: 'baro.showStoryDiff',
    }));
