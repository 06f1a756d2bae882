import type { Clock } from '../../src/vscode/dashboard/pace.ts';

/** A clock that stands still until it is told to go on. */
export function standingClock(): Clock & { go(ms: number): void } {
  let time = 0;
  const waiting = new Set<{ at: number; then: () => void }>();
  return {
    now: () => time,
    later: (ms, then) => {
      const one = { at: time + ms, then };
      waiting.add(one);
      return () => waiting.delete(one);
    },
    go: (ms) => {
      const end = time + ms;
      for (;;) {
        const next = [...waiting].sort((a, b) => a.at - b.at)[0];
        if (!next || next.at > end) break;
        waiting.delete(next);
        time = next.at;
        next.then();
      }
      time = end;
    },
  };
}
