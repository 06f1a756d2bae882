import type { Clock } from '../dashboard/pace.ts';
import type { Row } from './row.ts';

type Given = {
  /** What is true now. */
  readonly rows: () => readonly Row[];
  /** Tells the tree to ask for them. */
  readonly tell: () => void;
  readonly clock: Clock;
};

/**
 * VS Code asks a tree anew once 200 ms have gone by in which it was told of no other change. A tree that is told
 * more often than that goes on showing what was true when it began.
 */
const CALM_MS = 300;

/** The rows that a tree shows. It is told of others soon, never twice of the same, and of none while nobody sees it. */
export class ShownRows {
  readonly #given: Given;
  #shown = '';
  #seen = false;
  #toldAt = Number.NEGATIVE_INFINITY;
  #cancel: (() => void) | undefined;

  constructor(given: Given) {
    this.#given = given;
  }

  /** What the tree shows from now on. */
  take(): readonly Row[] {
    const rows = this.#given.rows();
    this.#shown = JSON.stringify(rows);
    return rows;
  }

  /** There may be others. */
  look(): void {
    if (!this.#seen || this.#cancel) return;
    const { clock, rows, tell } = this.#given;
    const wait = this.#toldAt + CALM_MS - clock.now();
    if (wait > 0) {
      this.#cancel = clock.later(wait, () => {
        this.#cancel = undefined;
        this.look();
      });
    } else if (JSON.stringify(rows()) !== this.#shown) {
      this.#toldAt = clock.now();
      tell();
    }
  }

  /** Whether anybody sees the tree. */
  see(seen: boolean): void {
    this.#seen = seen;
    this.#cancel?.();
    this.#cancel = undefined;
    this.look();
  }
}
