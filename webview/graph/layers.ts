import { levels, type Node } from '../../src/model/graph.ts';

/** A card, or the lane that a long edge takes through a level where it has no card. */
export type Slot = {
  readonly id: string;
  readonly lane: boolean;
  readonly level: number;
  readonly before: Slot[];
  readonly after: Slot[];
  /** Its place among the slots of its level, and the centre of its height. */
  order: number;
  y: number;
};

export type Layers = {
  readonly columns: Slot[][];
  /** The slots that an edge goes through between its ends, by source and target. */
  readonly lanesOf: (source: string, level: number) => Slot | undefined;
};

/** Puts every node on its level and gives long edges a lane on each level between; edges of one source share theirs. */
export function layersOf(nodes: readonly Node[]): Layers {
  const level = levels(nodes);
  const slots = new Map<string, Slot>();
  const columns: Slot[][] = [];
  const add = (id: string, at: number, lane: boolean) => {
    const slot: Slot = { id, lane, level: at, before: [], after: [], order: 0, y: 0 };
    slots.set(id, slot);
    columns[at] ??= [];
    columns[at].push(slot);
    return slot;
  };
  for (const { id } of nodes) add(id, level.get(id) ?? 0, false);
  const link = (from: Slot, to: Slot) => {
    if (from.after.includes(to)) return;
    from.after.push(to);
    to.before.push(from);
  };
  const laneId = (source: string, at: number) => `${at}\0${source}`;
  for (const { id, dependsOn } of nodes)
    for (const source of dependsOn) {
      const to = slots.get(id);
      let from = slots.get(source);
      if (!from || !to) continue;
      for (let at = from.level + 1; at < to.level; at++) {
        const lane: Slot = slots.get(laneId(source, at)) ?? add(laneId(source, at), at, true);
        link(from, lane);
        from = lane;
      }
      link(from, to);
    }
  return { columns, lanesOf: (source, at) => slots.get(laneId(source, at)) };
}
