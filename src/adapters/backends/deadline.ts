import { alarm } from '../alarm.ts';
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

export function deadline(totalMs: number, abort: AbortSignal): Deadline {
  const up = new AbortController();
  const over = () => up.abort();
  let time = alarm(totalMs, over);
  return {
    signal: AbortSignal.any([abort, up.signal]),
    isUp: () => up.signal.aborted,
    left: () => time.left(),
    async pausedFor(work) {
      time.off();
      const left = time.left();
      try {
        await orAborted(work, abort);
      } finally {
        time = alarm(left, over);
      }
    },
    dispose: () => time.off(),
  };
}
