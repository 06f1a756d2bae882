import type { Route } from '../src/model/route.ts';
import type { RunOptions } from '../src/model/shapes.ts';

/** A model's name without its vendor's folder: `org/name` is `name`. */
const modelOf = ({ backend, model }: Route) => model?.split('/').at(-1) ?? backend;

const known = new WeakMap<RunOptions, ReadonlyMap<string, string>>();

/** The name of a route as short as tells it from the run's others: where all is `deepseek-v4-…`, `flash` and `pro`. */
export function routeName(route: Route, options: RunOptions | undefined): string {
  const model = modelOf(route);
  const name = (options && namesOf(options).get(model)) ?? model;
  return route.effort ? `${name} ${route.effort}` : name;
}

function namesOf(options: RunOptions): ReadonlyMap<string, string> {
  let names = known.get(options);
  if (!names) {
    const { phases, tiers, ladder } = options.routes;
    const routes = [...Object.values(phases), ...Object.values(tiers), ...ladder];
    names = shortened(routes.flatMap((route) => (route ? [modelOf(route)] : [])));
    known.set(options, names);
  }
  return names;
}

/** Names that begin alike, each without the words that they share. */
export function shortened(models: readonly string[]): ReadonlyMap<string, string> {
  const words = new Map(models.map((model) => [model, model.split('-')]));
  const names = new Map<string, string>();
  for (const [model, own] of words) {
    const family = [...words.values()].filter((other) => other[0] === own[0]);
    const most = Math.min(...family.map(({ length }) => length)) - 1;
    let shared = 0;
    while (family.length > 1 && shared < most && family.every((word) => word[shared] === own[shared]))
      shared++;
    names.set(model, own.slice(shared).join('-'));
  }
  return names;
}
