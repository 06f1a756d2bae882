import { orAborted } from './or-aborted.ts';

/** The time one question may take. It stands still while Baro itself keeps the question waiting. */
export type Deadline = {
  /** Aborts with the question, or when the time is up. */
  readonly signal: AbortSignal;
  isUp(): boolean;
  left(): number;
  /** Settles with the work, or at the abort. */
  pausedFor(work: Promise<void>): Promise<void>;
  dispose(): void;
};

export function deadline(totalMs: number, abort: AbortSignal, now: () => number): Deadline {
  const up = new AbortController();
  let left = totalMs;
  let since = now();
  let timer = setTimeout(() => up.abort(), left);
  return {
    signal: AbortSignal.any([abort, up.signal]),
    isUp: () => up.signal.aborted,
    left: () => Math.max(0, left - (now() - since)),
    async pausedFor(work) {
      left = Math.max(0, left - (now() - since));
      clearTimeout(timer);
      try {
        await orAborted(work, abort);
      } finally {
        since = now();
        timer = setTimeout(() => up.abort(), left);
      }
    },
    dispose: () => clearTimeout(timer),
  };
}
