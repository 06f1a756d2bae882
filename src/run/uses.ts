import { ownRoute } from '../model/ladder.ts';
import type { Plan } from '../model/plan.ts';
import { settled, storiesOf } from '../model/questions.ts';
import { formatRoute, type Phase, type Route, TIERS } from '../model/route.ts';
import type { RunOptions } from '../model/shapes.ts';
import type { View } from '../model/view.ts';

/** A route that a run is going to use, and by whom. */
export type Use = { readonly route: Route; readonly phases: readonly Phase[] };

/** What a run with these options will ask, each route once. A phase that it leaves out asks nobody. */
export function usesOf(
  { quick, planOnly, routes }: Pick<RunOptions, 'quick' | 'planOnly' | 'routes'>,
  plan?: Pick<Plan, 'stories'>,
): readonly Use[] {
  const { phases, tiers, ladder } = routes;
  const stories = plan
    ? plan.stories.map((story) => ownRoute(story, routes))
    : TIERS.map((tier) => tiers[tier] ?? phases.story);
  const asked: readonly (readonly [Phase, Route])[] = [
    ...(quick || plan ? [] : [['architect', phases.architect] as const]),
    ...(plan ? [] : [['planner', phases.planner] as const]),
    ...(planOnly ? [] : [...stories, ...ladder].map((route) => ['story', route] as const)),
    ...(planOnly || quick ? [] : [['critic', phases.critic] as const, ['surgeon', phases.surgeon] as const]),
  ];
  const uses = new Map<string, Use>();
  for (const [phase, route] of asked) {
    const key = formatRoute(route);
    const before = uses.get(key)?.phases ?? [];
    uses.set(key, { route, phases: before.includes(phase) ? before : [...before, phase] });
  }
  return [...uses.values()];
}

/** What a run will still ask that goes on; nothing once its stories are settled. */
export function usesLeft(view: View): readonly Use[] {
  const { run, phase, ending } = view;
  if (!run || ending.completed || settled(view)) return [];
  const done = new Set(storiesOf(view).flatMap(({ id, outcome }) => (outcome === 'open' ? [] : [id])));
  const stories = phase.proposed?.stories.filter(({ id }) => !done.has(id));
  return usesOf(run.options, stories && { stories });
}
