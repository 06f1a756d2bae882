import type { Slot } from './layers.ts';

const SWEEPS = 12;

/** Orders the slots of each level so that few edges cross: medians there and back, neighbours swapped while it helps. */
export function order(columns: readonly Slot[][]): void {
  for (const column of columns) number(column);
  let best = columns.map((column) => [...column]);
  let fewest = crossings(columns);
  for (let sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
    const down = sweep % 2 === 0;
    for (const column of down ? columns : [...columns].reverse()) byMedian(column, down);
    for (const column of columns) swapNeighbours(column);
    const found = crossings(columns);
    if (found >= fewest) continue;
    fewest = found;
    best = columns.map((column) => [...column]);
  }
  best.forEach((column, index) => {
    columns[index]?.splice(0, column.length, ...column);
    number(column);
  });
}

const number = (column: readonly Slot[]) => {
  for (const [index, slot] of column.entries()) slot.order = index;
};

function byMedian(column: Slot[], down: boolean): void {
  const key = new Map(column.map((slot) => [slot, median(down ? slot.before : slot.after) ?? slot.order]));
  column.sort((a, b) => (key.get(a) ?? 0) - (key.get(b) ?? 0) || a.order - b.order);
  number(column);
}

function median(slots: readonly Slot[]): number | undefined {
  const orders = slots.map(({ order }) => order).sort((a, b) => a - b);
  const middle = (orders.length - 1) / 2;
  const low = orders[Math.floor(middle)];
  const high = orders[Math.ceil(middle)];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}

function swapNeighbours(column: Slot[]): void {
  for (let swapped = true, rounds = 0; swapped && rounds < 4; rounds++) {
    swapped = false;
    for (let i = 0; i + 1 < column.length; i++) {
      const [a, b] = [column[i], column[i + 1]];
      if (!a || !b) continue;
      const now = pairCrossings(a.before, b.before) + pairCrossings(a.after, b.after);
      const then = pairCrossings(b.before, a.before) + pairCrossings(b.after, a.after);
      if (then >= now) continue;
      column[i] = b;
      column[i + 1] = a;
      a.order = i + 1;
      b.order = i;
      swapped = true;
    }
  }
}

/** How many edges of the upper slot cross edges of the lower one. */
function pairCrossings(upper: readonly Slot[], lower: readonly Slot[]): number {
  let count = 0;
  for (const a of upper) for (const b of lower) if (a.order > b.order) count++;
  return count;
}

function crossings(columns: readonly Slot[][]): number {
  let sum = 0;
  for (const column of columns) {
    const edges = column.flatMap((slot) => slot.after.map((to) => [slot.order, to.order] as const));
    sum += inversions(edges.sort((a, b) => a[0] - b[0] || a[1] - b[1]).map(([, to]) => to));
  }
  return sum;
}

/** Pairs in the wrong order, counted while sorting. */
function inversions(values: number[]): number {
  if (values.length < 2) return 0;
  const left = values.slice(0, values.length >> 1);
  const right = values.slice(values.length >> 1);
  let count = inversions(left) + inversions(right);
  let at = 0;
  for (let i = 0, l = 0, r = 0; i < values.length; i++) {
    const a = left[l];
    const b = right[r];
    if (b === undefined || (a !== undefined && a <= b)) {
      values[at++] = a ?? 0;
      l++;
    } else {
      values[at++] = b;
      count += left.length - l;
      r++;
    }
  }
  return count;
}
