/** What the algebra of a plan needs to know of a node. */
export type Node = { readonly id: string; readonly dependsOn: readonly string[] };

/** The first cycle found, as the ids along it, first one repeated at the end; undefined where there is none. */
export function findCycle(nodes: readonly Node[]): readonly string[] | undefined {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const done = new Set<string>();
  for (const { id: start } of nodes) {
    const path: { id: string; next: number }[] = [];
    const onPath = new Set<string>();
    const enter = (id: string) => {
      path.push({ id, next: 0 });
      onPath.add(id);
    };
    if (!done.has(start)) enter(start);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const needed = byId.get(top.id)?.dependsOn[top.next++];
      if (needed === undefined) {
        done.add(top.id);
        onPath.delete(top.id);
        path.pop();
      } else if (onPath.has(needed)) {
        const ids = path.map(({ id }) => id);
        return [...ids.slice(ids.indexOf(needed)), needed];
      } else if (byId.has(needed) && !done.has(needed)) enter(needed);
    }
  }
  return undefined;
}

/** Nodes so ordered that each follows what it depends on. The graph must be acyclic. */
export function inOrder<N extends Node>(nodes: readonly N[]): readonly N[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const waitsFor = new Map(
    nodes.map((node) => [node.id, node.dependsOn.filter((id) => byId.has(id)).length]),
  );
  const dependents = dependentsOf(nodes);
  const ordered = nodes.filter(({ id }) => waitsFor.get(id) === 0);
  for (let i = 0; i < ordered.length; i++)
    for (const id of dependents.get(ordered[i]?.id ?? '') ?? []) {
      const left = (waitsFor.get(id) ?? 0) - 1;
      waitsFor.set(id, left);
      const node = byId.get(id);
      if (left === 0 && node) ordered.push(node);
    }
  return ordered;
}

/** Who depends on whom, turned around: id to the ids of its direct dependents. */
export function dependentsOf(nodes: readonly Node[]): ReadonlyMap<string, readonly string[]> {
  const dependents = new Map<string, string[]>(nodes.map(({ id }) => [id, []]));
  for (const { id, dependsOn } of nodes) for (const needed of dependsOn) dependents.get(needed)?.push(id);
  return dependents;
}

/** How many edges lie between a node and the farthest root: where it is drawn, never when it starts. */
export function levels(nodes: readonly Node[]): ReadonlyMap<string, number> {
  const level = new Map<string, number>();
  for (const { id, dependsOn } of inOrder(nodes))
    level.set(id, Math.max(0, ...dependsOn.map((needed) => (level.get(needed) ?? -1) + 1)));
  return level;
}

/** The longest path from each node to the end of the plan, its own weight included, in the unit of `weight`. */
export function remainingPath<N extends Node>(
  nodes: readonly N[],
  weight: (node: N) => number,
): ReadonlyMap<string, number> {
  const dependents = dependentsOf(nodes);
  const rest = new Map<string, number>();
  for (const node of inOrder(nodes).toReversed()) {
    const after = (dependents.get(node.id) ?? []).map((id) => rest.get(id) ?? 0);
    rest.set(node.id, weight(node) + Math.max(0, ...after));
  }
  return rest;
}

/** The ids along the heaviest path, in order: what a run cannot be faster than. */
export function criticalPath<N extends Node>(
  nodes: readonly N[],
  weight: (node: N) => number,
): readonly string[] {
  const rest = remainingPath(nodes, weight);
  const dependents = dependentsOf(nodes);
  const heaviest = (ids: readonly string[]) =>
    ids.reduce<string | undefined>(
      (best, id) => (best === undefined || (rest.get(id) ?? 0) > (rest.get(best) ?? 0) ? id : best),
      undefined,
    );
  const path: string[] = [];
  const known = new Set(nodes.map(({ id }) => id));
  const roots = nodes.filter(({ dependsOn }) => !dependsOn.some((id) => known.has(id)));
  for (let at = heaviest(roots.map(({ id }) => id)); at; at = heaviest(dependents.get(at) ?? []))
    path.push(at);
  return path;
}

/** Everything that directly or indirectly depends on a node. */
export function downstream(nodes: readonly Node[], id: string): ReadonlySet<string> {
  const dependents = dependentsOf(nodes);
  const found = new Set<string>();
  const queue = [...(dependents.get(id) ?? [])];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    queue.push(...(dependents.get(next) ?? []));
  }
  return found;
}
