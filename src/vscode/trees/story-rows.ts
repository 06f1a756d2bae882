import { chargeable, costOfStory, formatCost, formatUsd, spentOn } from '../../model/money.ts';
import {
  attemptState,
  lastAttempt,
  plannedStories,
  type StoryState,
  storyState,
} from '../../model/questions.ts';
import { formatRoute } from '../../model/route.ts';
import { rowOf } from '../../model/table.ts';
import { type Attempt, attemptKey, type Story, type View } from '../../model/view.ts';
import { STORY_LOOKS } from './looks.ts';
import type { Row } from './row.ts';

/** The stories of a run; before anything is approved, those of the plan as it was proposed. */
export function storyRows(view: View, folder: string): readonly Row[] {
  const runId = view.run?.id ?? '';
  const stories = plannedStories(view);
  if (stories.length > 0) return stories.map((story) => storyRow(view, story, { folder, runId }));
  return (view.phase.proposed?.stories ?? []).map(({ id, title, tier }) => ({
    id,
    label: title,
    description: `waiting · ${tier}`,
    ...STORY_LOOKS.waiting,
    kind: 'plannedStory',
    about: { folder, runId, storyId: id },
    click: 'baro.openStory',
  }));
}

function storyRow(view: View, story: Story, run: { readonly folder: string; readonly runId: string }): Row {
  const state = storyState(view, story);
  const about = { ...run, storyId: story.id };
  return {
    id: story.id,
    label: story.brief.title,
    description: [state, doing(view, story, state), tries(story)].filter(Boolean).join(' · '),
    tooltip: tooltip(view, story, state),
    ...STORY_LOOKS[state],
    kind: `story.${state.replace(' ', '-')}${story.attempts.some(({ commit }) => commit) ? '.changed' : ''}`,
    about,
    click: 'baro.openStory',
    children: story.attempts.map((attempt) => attemptRow(view, attempt, about)).reverse(),
  };
}

function attemptRow(
  view: View,
  attempt: Attempt,
  about: { readonly folder: string; readonly runId: string; readonly storyId: string },
): Row {
  const { number, route, commit, failure } = attempt;
  const state = attemptState(view, attempt);
  const spent = spentOn(view, attempt);
  return {
    id: `${about.storyId}.${number}`,
    label: `Attempt ${number}`,
    description: [
      state,
      failure?.kind ?? '',
      formatRoute(route),
      commit ? `+${commit.added} −${commit.removed}` : '',
      spent > 0 ? formatUsd(spent) : '',
    ]
      .filter(Boolean)
      .join(' · '),
    tooltip: failure ? failure.reason : (attempt.summary ?? `Attempt ${number} is ${state}`),
    icon: failure ? 'error' : state === 'integrated' ? 'pass' : 'git-commit',
    kind: commit ? 'attempt.changed' : 'attempt',
    about: { ...about, attempt: number },
    click: 'baro.openStory',
  };
}

function doing(view: View, story: Story, state: StoryState): string {
  if (state === 'failed') return story.reason ?? '';
  const attempt = lastAttempt(story);
  if (state !== 'running' || !attempt) return '';
  return rowOf(view.activity, attemptKey(story.id, attempt.number))?.last ?? '';
}

const tries = ({ attempts }: Story) => (attempts.length > 1 ? `${attempts.length} attempts` : '');

function tooltip(view: View, story: Story, state: StoryState): string {
  const attempt = lastAttempt(story);
  const cost = costOfStory(view, story.id);
  return [
    `${story.brief.title}: ${state}`,
    attempt ? `Route: ${formatRoute(attempt.route)}` : `Tier: ${story.brief.tier}`,
    attempt?.verdict ? `Verdict: ${attempt.verdict.summary}` : '',
    story.reason ? `Why: ${story.reason}` : '',
    chargeable(cost) > 0 || cost.coveredUsd > 0 ? `Cost: ${formatCost(cost)}` : '',
  ]
    .filter(Boolean)
    .join('\n');
}
