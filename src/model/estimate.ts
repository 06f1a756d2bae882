import { dependentsOf, inOrder } from './graph.ts';
import { attemptMs } from './pace.ts';
import { estimatedMinutes, type StoryBrief } from './plan.ts';
import { blocked, plannedStories } from './questions.ts';
import type { Story, View } from './view.ts';

/** How many minutes stories take when up to `parallel` run at once, whoever has most behind it first. */
export function minutesAtOnce(
  stories: readonly StoryBrief[],
  parallel: number,
  minutes: (story: StoryBrief) => number = estimatedMinutes,
): number {
  const dependents = dependentsOf(stories);
  const rest = new Map<string, number>();
  for (const story of inOrder(stories).toReversed())
    rest.set(
      story.id,
      minutes(story) + Math.max(0, ...(dependents.get(story.id) ?? []).map((id) => rest.get(id) ?? 0)),
    );
  const open = new Map(stories.map((story) => [story.id, story]));
  const running: { id: string; end: number }[] = [];
  const done = new Set<string>();
  let now = 0;
  while (open.size > 0 || running.length > 0) {
    const startable = [...open.values()]
      .filter(({ dependsOn }) => dependsOn.every((id) => done.has(id) || !rest.has(id)))
      .sort((a, b) => (rest.get(b.id) ?? 0) - (rest.get(a.id) ?? 0));
    for (const story of startable.slice(0, Math.max(0, parallel - running.length))) {
      open.delete(story.id);
      running.push({ id: story.id, end: now + minutes(story) });
    }
    const next = running.sort((a, b) => a.end - b.end).shift();
    if (!next) return now; // a cycle: what is left can never start
    now = next.end;
    done.add(next.id);
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
    const story = view.stories[brief.id];
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
