import { parseRoute } from '../../src/model/route.ts';
import { validatePlan } from '../../src/model/validate-plan.ts';
import type { Draft } from './draft.ts';

/** What keeps a draft from being saved. */
export type Problem = {
  /** The story that it is about, if it is about one. */
  readonly storyId: string | undefined;
  /** The field, by the name that it has in the form. */
  readonly field: string;
  readonly problem: string;
};

export function problemsOf({ plan, routes }: Draft): readonly Problem[] {
  const read = validatePlan(plan);
  const found = 'problems' in read ? read.problems.map(({ where, problem }) => placed(where, problem)) : [];
  const typed = plan.stories.flatMap(({ id, title }) => [
    ...(title.trim() ? [] : [{ storyId: id, field: 'Title', problem: 'must not be empty' }]),
    ...(routes[id] === undefined ? [] : [{ storyId: id, field: 'Route', problem: routeProblem(routes[id]) }]),
  ]);
  return [...found, ...typed];
}

function routeProblem(text: string): string {
  const read = parseRoute(text);
  return 'problem' in read ? read.problem : '';
}

/** `story "id", field`, as the host writes it. */
function placed(where: string, problem: string): Problem {
  const [, storyId, name = ''] = /^story "([^"]*)"(?:, (\w+))?/.exec(where) ?? [];
  return { storyId, field: storyId === undefined ? where : (FIELDS[name] ?? name), problem };
}

const FIELDS: Readonly<Record<string, string>> = {
  title: 'Title',
  description: 'Description',
  acceptance: 'Criteria',
  verify: 'Verify',
  touches: 'Touches',
  tier: 'Tier',
  estimateMinutes: 'Minutes',
  route: 'Route',
  dependsOn: 'Builds on',
  persist: 'Keep going',
};
