/** Time, as it is given to what has to wait. */
export type Clock = { now(): number; later(ms: number, then: () => void): () => void };

export const realClock: Clock = {
  now: () => performance.now(),
  later: (ms, then) => {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  },
};

/** Keeps count, so that no second holds more than `most` of something. */
export class Pace {
  readonly #most: number;
  readonly #at: number[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  /** Milliseconds until there is room for one more; 0 when there is. */
  wait(now: number): number {
    const oldest = this.#at[0];
    if (this.#at.length < this.#most || oldest === undefined) return 0;
    return Math.max(0, oldest + 1000 - now);
  }

  count(now: number): void {
    this.#at.push(now);
    if (this.#at.length > this.#most) this.#at.shift();
  }
}
