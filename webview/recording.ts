import type { Entry } from '../src/model/events.ts';
import { evolve } from '../src/model/evolve.ts';
import { emptyView, type View } from '../src/model/view.ts';

const STEP = 400;

/** A run's entries, and the view as it was after any of them: folded from the nearest checkpoint. */
export class Recording {
  readonly entries: Entry[] = [];
  readonly #checkpoints: View[] = [emptyView];

  /** Takes entries that follow the last one; those already here are passed over. */
  append(entries: readonly Entry[]): void {
    for (const entry of entries) if (entry.seq === this.entries.length + 1) this.entries.push(entry);
  }

  /** The view after the first `count` entries. */
  viewAfter(count: number): View {
    const most = Math.min(count, this.entries.length);
    for (let at = this.#checkpoints.length; at * STEP <= most; at++)
      this.#checkpoints.push(this.#fold(this.#checkpoints[at - 1] ?? emptyView, (at - 1) * STEP, at * STEP));
    const near = Math.floor(most / STEP);
    return this.#fold(this.#checkpoints[near] ?? emptyView, near * STEP, most);
  }

  /** How many entries had been made by then (milliseconds since 1970). */
  countAt(time: number): number {
    let low = 0;
    let high = this.entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (Date.parse(this.entries[middle]?.at ?? '') <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #fold(view: View, from: number, to: number): View {
    let next = view;
    for (let i = from; i < to; i++) {
      const entry = this.entries[i];
      if (entry) next = evolve(next, entry);
    }
    return next;
  }
}
