import { dependentsOf, remainingPath } from './graph.ts';
import { attemptMs } from './pace.ts';
import { estimatedMinutes, type StoryBrief } from './plan.ts';
import { blocked, plannedStories, storyOf } from './questions.ts';
import type { Story, View } from './view.ts';

/** How many minutes stories take when up to `parallel` run at once, whoever has most behind it first. */
export function minutesAtOnce(
  stories: readonly StoryBrief[],
  parallel: number,
  minutes: (story: StoryBrief) => number = estimatedMinutes,
): number {
  const dependents = dependentsOf(stories);
  const rest = remainingPath(stories, minutes);
  const byId = new Map(stories.map((story) => [story.id, story]));
  const waitsFor = new Map(
    stories.map(({ id, dependsOn }) => [id, dependsOn.filter((needed) => byId.has(needed)).length]),
  );
  const startable = stories.filter(({ id }) => waitsFor.get(id) === 0);
  const running: { id: string; end: number }[] = [];
  let now = 0;
  while (startable.length > 0 || running.length > 0) {
    startable.sort((a, b) => (rest.get(b.id) ?? 0) - (rest.get(a.id) ?? 0));
    for (const story of startable.splice(0, Math.max(0, parallel - running.length)))
      running.push({ id: story.id, end: now + minutes(story) });
    const next = running.sort((a, b) => a.end - b.end).shift();
    if (!next) break;
    now = next.end;
    for (const id of dependents.get(next.id) ?? []) {
      const left = (waitsFor.get(id) ?? 0) - 1;
      waitsFor.set(id, left);
      const story = byId.get(id);
      if (left === 0 && story) startable.push(story);
    }
  }
  return now;
}

/** About how many minutes are left at `now` (ISO 8601), at the pace of the stories that have landed. */
export function minutesLeft(view: View, now: string): number {
  const stories = plannedStories(view);
  const landed = stories.filter(({ outcome }) => outcome === 'integrated');
  const planned = landed.reduce((sum, { brief }) => sum + estimatedMinutes(brief), 0);
  const took = landed.reduce((sum, story) => sum + workedMs(story, now), 0) / 60_000;
  const pace = planned > 0 ? took / planned : 1;
  const stuck = blocked(view);
  const open = stories.filter(({ id, outcome }) => outcome === 'open' && !stuck.has(id));
  const live = new Set(view.live.map(({ storyId }) => storyId));
  const left = (brief: StoryBrief) => {
    const expected = estimatedMinutes(brief) * pace;
    const story = storyOf(view, brief.id);
    const spent = story && live.has(brief.id) ? workedMs(story, now) / 60_000 : 0;
    return Math.max(expected - spent, expected * 0.1);
  };
  return minutesAtOnce(
    open.map(({ brief }) => brief),
    view.run?.options.parallel ?? 1,
    left,
  );
}

const workedMs = ({ attempts }: Story, now: string) =>
  attempts.reduce((sum, attempt) => sum + attemptMs(attempt, now), 0);
