import type { Plan, StoryBrief } from '../../src/model/plan.ts';

/* Edits of a plan: each takes a plan and gives the next one. */

export const idsOf = (stories: readonly StoryBrief[]): ReadonlySet<string> =>
  new Set(stories.map(({ id }) => id));

export const withStories = (plan: Plan, stories: readonly StoryBrief[]): Plan => {
  const ids = idsOf(stories);
  return {
    ...plan,
    stories,
    requirements: plan.requirements.map((one) => ({
      ...one,
      stories: one.stories.filter((id) => ids.has(id)),
    })),
  };
};

export const changeStory = (plan: Plan, id: string, to: Partial<StoryBrief>): Plan =>
  withStories(
    plan,
    plan.stories.map((story) => (story.id === id ? { ...story, ...to } : story)),
  );

/** An empty story after all that is there, and its id. */
export function addStory(plan: Plan): { plan: Plan; id: string } {
  const id = freeId(idsOf(plan.stories), 'new-story');
  const story: StoryBrief = {
    id,
    title: 'New story',
    description: '',
    dependsOn: [],
    touches: [],
    acceptance: [],
    verify: [],
    tier: 'standard',
  };
  return { plan: withStories(plan, [...plan.stories, story]), id };
}

/** Takes a story out; what depended on it depends on what it depended on. */
export function removeStory(plan: Plan, id: string): Plan {
  const gone = plan.stories.find((story) => story.id === id);
  const rest = plan.stories.filter((story) => story.id !== id);
  return withStories(
    plan,
    rest.map((story) =>
      story.dependsOn.includes(id)
        ? {
            ...story,
            dependsOn: [
              ...new Set(story.dependsOn.flatMap((one) => (one === id ? (gone?.dependsOn ?? []) : [one]))),
            ],
          }
        : story,
    ),
  );
}

/** Parts a story in two, one after the other: each takes half of the criteria, and what followed follows the second. */
export function splitStory(plan: Plan, id: string): { plan: Plan; id: string } {
  const at = plan.stories.findIndex((story) => story.id === id);
  const story = plan.stories[at];
  if (!story) return { plan, id };
  const second = freeId(idsOf(plan.stories), id);
  const half = Math.ceil(story.acceptance.length / 2);
  const { estimateMinutes } = story;
  const part = estimateMinutes === undefined ? {} : { estimateMinutes: estimateMinutes / 2 };
  const stories = plan.stories.flatMap<StoryBrief>((one) => {
    if (one.id === id)
      return [
        { ...one, ...part, acceptance: one.acceptance.slice(0, half) },
        {
          ...one,
          ...part,
          id: second,
          title: `${one.title}, second part`,
          dependsOn: [id],
          acceptance: one.acceptance.slice(half),
        },
      ];
    return [{ ...one, dependsOn: one.dependsOn.map((needed) => (needed === id ? second : needed)) }];
  });
  const requirements = plan.requirements.map((one) =>
    one.stories.includes(id) ? { ...one, stories: [...one.stories, second] } : one,
  );
  return { plan: withStories({ ...plan, requirements }, stories), id: second };
}

export const connect = (plan: Plan, source: string, target: string): Plan =>
  withStories(
    plan,
    plan.stories.map((story) =>
      story.id === target && !story.dependsOn.includes(source)
        ? { ...story, dependsOn: [...story.dependsOn, source] }
        : story,
    ),
  );

export const cut = (plan: Plan, source: string, target: string): Plan =>
  withStories(
    plan,
    plan.stories.map((story) =>
      story.id === target ? { ...story, dependsOn: story.dependsOn.filter((id) => id !== source) } : story,
    ),
  );

/** An id like the one wanted that nobody has. */
export function freeId(taken: ReadonlySet<string>, wanted: string): string {
  const stem = wanted.replace(/-\d+$/, '').slice(0, 44);
  for (let n = 2; ; n++) {
    const id = `${stem}-${n}`;
    if (!taken.has(id)) return id;
  }
}
