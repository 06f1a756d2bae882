import type { Entry } from './events.ts';
import { evolve } from './evolve.ts';
import { Bookkeeping, isBookEvent } from './evolve-books.ts';
import { emptyView, type View } from './view.ts';

/** What a log comes to. */
export function viewOf(entries: Iterable<Entry>): View {
  const folding = new Folding();
  for (const entry of entries) folding.add(entry);
  return folding.view;
}

/** Folds entries one after the other, and makes a view only where one is asked for or needed. */
export class Folding {
  #view: View;
  #books: Bookkeeping | undefined;
  #last: Entry | undefined;

  constructor(view: View = emptyView) {
    this.#view = view;
  }

  add(entry: Entry): void {
    if (isBookEvent(entry.event)) {
      this.#books ??= new Bookkeeping(this.#view);
      this.#books.take(entry.event, entry.seq);
      this.#last = entry;
    } else this.#view = evolve(this.view, entry);
  }

  get view(): View {
    if (this.#books && this.#last) this.#view = this.#books.view(this.#last);
    this.#books = undefined;
    return this.#view;
  }
}
