/**
 * Rings once, after so much time in which this machine was awake and this process had its turns: a laptop that sleeps
 * through the night takes nothing from a deadline, and what waits behind the lid is heard before it is given up.
 */
export type Alarm = {
  /** Milliseconds until it rings. */
  left(): number;
  /** Begins anew. */
  again(): void;
  off(): void;
};

/** Time is counted in steps. One that ends later than it should by so much was slept through, and does not count. */
const STEP_MS = 10_000;
const LATE_MS = 1_000;

export function alarm(ms: number, ring: () => void): Alarm {
  let left = ms;
  let since = performance.now();
  const step = () => Math.min(left, STEP_MS);
  const passed = () => {
    const gone = performance.now() - since;
    return gone < step() + LATE_MS ? gone : 0;
  };
  const tick = () => {
    left -= passed();
    since = performance.now();
    if (left > 0) timer = setTimeout(tick, step());
    else ring();
  };
  let timer = setTimeout(tick, step());
  return {
    left: () => Math.max(0, left - passed()),
    again() {
      left = ms;
      since = performance.now();
      timer.refresh();
    },
    off: () => clearTimeout(timer),
  };
}
