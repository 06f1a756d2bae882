import { inOrder, type Node } from '../../src/model/graph.ts';
import { CARD, COLUMN, edgeId, GAP, type Layout, type Point, type RoutedEdge } from './geometry.ts';
import { type Layers, layersOf } from './layers.ts';
import { order } from './ordering.ts';
import { place } from './placing.ts';

/** Draws a plan from left to right, a column a level; an edge never goes through a card. The plan must be acyclic. */
export function layOut(nodes: readonly Node[]): Layout {
  const layers = layersOf(nodes);
  order(layers.columns);
  place(layers.columns);
  const slots = layers.columns.flat();
  const top = Math.min(0, ...slots.map(({ y }) => y - CARD.height / 2));
  for (const slot of slots) slot.y = Math.round(slot.y - top);
  const cards = slots.filter(({ lane }) => !lane);
  const places: Record<string, Point> = {};
  for (const { id, level, y } of cards) places[id] = { x: level * COLUMN, y: y - CARD.height / 2 };
  return {
    places,
    edges: routes(nodes, layers, places),
    levels: layers.columns.length,
    width: Math.max(CARD.width, layers.columns.length * COLUMN - GAP.x),
    height: Math.max(CARD.height, ...cards.map(({ y }) => y + CARD.height / 2)),
  };
}

function routes(nodes: readonly Node[], layers: Layers, places: Layout['places']): RoutedEdge[] {
  const implied = impliedEdges(nodes);
  return nodes.flatMap(({ id: target, dependsOn }) =>
    dependsOn.flatMap((source) => {
      const from = places[source];
      const to = places[target];
      if (!from || !to) return [];
      const middle = CARD.height / 2;
      let path = `M${from.x + CARD.width} ${from.y + middle}`;
      let y = from.y + middle;
      let x = from.x + CARD.width;
      for (let level = from.x / COLUMN + 1; level < to.x / COLUMN; level++) {
        const lane = layers.lanesOf(source, level)?.y ?? y;
        path += `${bend(x, y, level * COLUMN, lane)}H${level * COLUMN + CARD.width}`;
        x = level * COLUMN + CARD.width;
        y = lane;
      }
      path += bend(x, y, to.x, to.y + middle);
      return [
        { id: edgeId(source, target), source, target, path, implied: implied.has(edgeId(source, target)) },
      ];
    }),
  );
}

function bend(x: number, y: number, toX: number, toY: number): string {
  if (Math.abs(y - toY) <= 2) return `L${toX} ${toY}`;
  const half = (toX - x) / 2;
  return `C${x + half} ${y} ${toX - half} ${toY} ${toX} ${toY}`;
}

/** Edges whose target is reached from their source in another way as well. */
function impliedEdges(nodes: readonly Node[]): ReadonlySet<string> {
  const above = new Map<string, ReadonlySet<string>>();
  const implied = new Set<string>();
  for (const { id, dependsOn } of inOrder(nodes)) {
    const reached = new Set<string>();
    for (const needed of dependsOn) for (const far of above.get(needed) ?? []) reached.add(far);
    for (const needed of dependsOn) if (reached.has(needed)) implied.add(edgeId(needed, id));
    above.set(id, new Set([...reached, ...dependsOn]));
  }
  return implied;
}
