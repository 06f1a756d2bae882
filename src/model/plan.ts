import type { Persistence } from './persistence.ts';
import type { Route, Tier } from './route.ts';

/** What a story is, before anyone has worked on it: a node of the plan. */
export type StoryBrief = {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly dependsOn: readonly string[];
  /** Globs, relative to the repository, of the files the story expects to change. */
  readonly touches: readonly string[];
  readonly acceptance: readonly string[];
  /** Shell commands that prove it; Baro runs them itself. */
  readonly verify: readonly string[];
  readonly tier: Tier;
  readonly route?: Route | undefined;
  readonly estimateMinutes?: number | undefined;
  readonly persist?: Persistence | undefined;
};

/** A part of the goal, in the goal's own words, and the stories that bring it about. */
export type Requirement = {
  readonly id: string;
  readonly quote: string;
  readonly stories: readonly string[];
};

export type Plan = {
  readonly goal: string;
  readonly summary: string;
  readonly decisions: readonly string[];
  readonly requirements: readonly Requirement[];
  readonly assumptions: readonly string[];
  readonly questions: readonly string[];
  readonly stories: readonly StoryBrief[];
};

/** What a story of each tier takes when neither the plan nor history says more, in minutes. */
const TYPICAL_MINUTES: Readonly<Record<Tier, number>> = { light: 1.5, standard: 3, heavy: 6 };

/** How long a story is expected to take, in minutes. */
export const estimatedMinutes = ({ estimateMinutes, tier }: StoryBrief) =>
  estimateMinutes ?? TYPICAL_MINUTES[tier];

/** Requirements that no story covers. */
export const uncovered = ({ requirements, stories }: Pick<Plan, 'requirements' | 'stories'>) => {
  const ids = new Set(stories.map(({ id }) => id));
  return requirements.filter((requirement) => !requirement.stories.some((id) => ids.has(id)));
};
