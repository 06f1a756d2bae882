import { alarm } from '../alarm.ts';

/** Why a child was ended before its own end. */
export type Cut = 'silence' | 'total' | 'abort';

export type Deadlines = {
  /** Why it is over; undefined while it is not. */
  over(): Cut | undefined;
  /** Something was heard: the silence starts anew. */
  heard(): void;
  release(): void;
};

/** Calls `end` once, as soon as one of the three is reached. */
export function deadlines(
  { silenceMs, totalMs, abort }: { silenceMs: number; totalMs: number; abort: AbortSignal },
  end: () => void,
): Deadlines {
  let cut: Cut | undefined;
  const reach = (why: Cut) => {
    if (cut) return;
    cut = why;
    end();
  };
  const aborted = () => reach('abort');
  const silence = alarm(silenceMs, () => reach('silence'));
  const total = alarm(totalMs, () => reach('total'));
  abort.addEventListener('abort', aborted, { once: true });
  if (abort.aborted) queueMicrotask(aborted);
  return {
    over: () => cut,
    heard: () => {
      if (!cut) silence.again();
    },
    release() {
      silence.off();
      total.off();
      abort.removeEventListener('abort', aborted);
    },
  };
}
