import type { Entry } from '../model/events.ts';
import type { View } from '../model/view.ts';

export type Watcher = (entry: Entry, view: View) => void;

/** Those who look at a run without taking part. One that throws keeps no entry from the others, nor the run from going on. */
export class Watchers {
  readonly #all = new Set<Watcher>();
  readonly #strange: (sentence: string) => void;

  constructor(strange: (sentence: string) => void) {
    this.#strange = strange;
  }

  add(watcher: Watcher): () => void {
    this.#all.add(watcher);
    return () => this.#all.delete(watcher);
  }

  show(entry: Entry, view: View): void {
    for (const watch of this.#all) {
      try {
        watch(entry, view);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        this.#strange(`whoever watches the run failed at entry ${entry.seq}: ${reason}`);
      }
    }
  }
}
