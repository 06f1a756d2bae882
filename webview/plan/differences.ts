import type { StoryBrief } from '../../src/model/plan.ts';

export type Marks = ReadonlyMap<string, 'new' | 'changed'>;

/** Which stories differ from an earlier version of the plan. */
export function marksOf(now: readonly StoryBrief[], before: readonly StoryBrief[] | undefined): Marks {
  const marks = new Map<string, 'new' | 'changed'>();
  if (!before) return marks;
  const known = new Map(before.map((story) => [story.id, story]));
  for (const story of now) {
    const old = known.get(story.id);
    if (!old) marks.set(story.id, 'new');
    else if (differing(story, old).length > 0) marks.set(story.id, 'changed');
  }
  return marks;
}

const FIELDS = [
  'title',
  'description',
  'dependsOn',
  'touches',
  'acceptance',
  'verify',
  'tier',
  'route',
  'estimateMinutes',
  'persist',
] as const satisfies readonly (keyof StoryBrief)[];

/** The fields in which two briefs of a story differ. */
export const differing = (one: StoryBrief, other: StoryBrief) =>
  one === other ? [] : FIELDS.filter((field) => JSON.stringify(one[field]) !== JSON.stringify(other[field]));

/** Stories of the earlier version that are gone. */
export const removedSince = (now: readonly StoryBrief[], before: readonly StoryBrief[] | undefined) =>
  (before ?? []).filter(({ id }) => !now.some((story) => story.id === id));

export const sameStories = (some: readonly StoryBrief[], others: readonly StoryBrief[]) =>
  marksOf(some, others).size === 0 && removedSince(some, others).length === 0;
