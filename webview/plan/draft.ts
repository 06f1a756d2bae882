import type { Plan } from '../../src/model/plan.ts';
import type { ProposedPlan } from '../../src/model/view.ts';
import { sameStories } from './differences.ts';
import { type Rebased, rebase } from './rebase.ts';

/** A plan as a person would have it. */
export type Draft = {
  /** The version that it changes. */
  readonly of: ProposedPlan;
  readonly plan: Plan;
  /** What was typed as a story's route and is none, by the story's id. */
  readonly routes: Readonly<Record<string, string>>;
};

/** The draft with nothing changed yet. */
export const draftOf = (goal: string, of: ProposedPlan): Draft => ({
  of,
  plan: planOf(goal, of),
  routes: {},
});

export const isChanged = ({ of, plan, routes }: Draft) =>
  Object.keys(routes).length > 0 || !sameStories(plan.stories, of.stories);

/** The draft as a change of a later version. */
export function broughtTo(
  { of, plan, routes }: Draft,
  later: ProposedPlan,
  settled: (id: string) => boolean,
): Rebased & { readonly draft: Draft } {
  const rebased = rebase(plan, planOf(plan.goal, of), planOf(plan.goal, later), settled);
  const there = new Set(rebased.plan.stories.map(({ id }) => id));
  const renamed = Object.entries(routes).map(([id, text]) => [rebased.renamed.get(id) ?? id, text] as const);
  return {
    ...rebased,
    draft: {
      of: later,
      plan: rebased.plan,
      routes: Object.fromEntries(renamed.filter(([id]) => there.has(id) && !settled(id))),
    },
  };
}

function planOf(goal: string, proposed: ProposedPlan): Plan {
  const { stories, requirements, summary, decisions, assumptions, questions } = proposed;
  return { goal, summary, decisions, requirements, assumptions, questions, stories };
}
