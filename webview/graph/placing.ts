import { CARD, GAP } from './geometry.ts';
import type { Slot } from './layers.ts';

const ROUNDS = 16;
/** The height an edge needs to pass between two cards. */
const LANE = 10;

/** Gives every slot its height: near its neighbours, in order, nothing overlapping, long edges straight. */
export function place(columns: readonly Slot[][]): void {
  for (const column of columns)
    settle(column, (slot, index) => (slot.lane ? LANE : CARD.height + GAP.y) * index);
  for (let round = 0; round < ROUNDS; round++) {
    const down = round % 2 === 0;
    for (const column of down ? columns : [...columns].reverse())
      settle(column, (slot) =>
        pull(slot, round < ROUNDS - 4 ? (down ? slot.before : slot.after) : [...slot.before, ...slot.after]),
      );
  }
}

/** Where its neighbours want it; lanes pull harder, so that a long edge stays straight. */
function pull(slot: Slot, neighbours: readonly Slot[]): number {
  let sum = 0;
  let weights = 0;
  for (const other of neighbours) {
    const weight = slot.lane && other.lane ? 8 : slot.lane || other.lane ? 2 : 1;
    sum += other.y * weight;
    weights += weight;
  }
  return weights > 0 ? sum / weights : slot.y;
}

const apart = (a: Slot, b: Slot) =>
  a.lane && b.lane ? LANE : a.lane || b.lane ? CARD.height / 2 + LANE + 4 : CARD.height + GAP.y;

/** The nearest places to those wanted that keep order and distance: blocks that would overlap are moved as one. */
function settle(column: readonly Slot[], wanted: (slot: Slot, index: number) => number): void {
  type Block = { sum: number; weight: number; slots: { slot: Slot; offset: number }[] };
  const blocks: Block[] = [];
  let offset = 0;
  column.forEach((slot, index) => {
    const before = column[index - 1];
    if (before) offset += apart(before, slot);
    const weight = slot.lane ? 3 : 1;
    let block: Block = { sum: (wanted(slot, index) - offset) * weight, weight, slots: [{ slot, offset }] };
    for (
      let last = blocks.at(-1);
      last && last.sum / last.weight > block.sum / block.weight;
      last = blocks.at(-1)
    ) {
      blocks.pop();
      block = {
        sum: last.sum + block.sum,
        weight: last.weight + block.weight,
        slots: [...last.slots, ...block.slots],
      };
    }
    blocks.push(block);
  });
  for (const { sum, weight, slots } of blocks)
    for (const { slot, offset } of slots) slot.y = sum / weight + offset;
}
