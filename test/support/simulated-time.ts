import { setImmediate } from 'node:timers/promises';

type Timer = { readonly at: number; readonly wake: () => void };

/** A clock that stands still until everything that can happen now has happened, and then jumps to what is next. */
export class SimulatedTime {
  #now = Date.parse('2026-01-01T00:00:00.000Z');
  readonly #timers: Timer[] = [];

  readonly now = () => this.#now;
  readonly clock = () => new Date(this.#now).toISOString();

  /** Resolves early, never rejects, when it is aborted. */
  readonly sleep = (ms: number, abort: AbortSignal) =>
    new Promise<void>((done) => {
      if (abort.aborted) return done();
      const early = () => {
        this.#timers.splice(this.#timers.indexOf(timer), 1);
        done();
      };
      const wake = () => {
        abort.removeEventListener('abort', early);
        done();
      };
      const timer: Timer = { at: this.#now + Math.max(0, ms), wake };
      const later = this.#timers.findIndex(({ at }) => at > timer.at);
      this.#timers.splice(later < 0 ? this.#timers.length : later, 0, timer);
      abort.addEventListener('abort', early, { once: true });
    });

  /** Lets time pass until it is over, or for so many milliseconds at the most. */
  async pass(isOver: () => boolean, most = 600_000): Promise<void> {
    const end = this.#now + most;
    for (;;) {
      await setImmediate();
      if (isOver()) return;
      const next = this.#timers[0];
      if (!next || next.at > end) {
        this.#now = end;
        return;
      }
      this.#timers.shift();
      this.#now = next.at;
      next.wake();
    }
  }
}
