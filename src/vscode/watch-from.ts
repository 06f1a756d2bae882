import type { Entry } from '../model/events.ts';
import type { OpenRun } from '../run/seam.ts';

/** Tells of every entry after `seq`, in order: of those that are there already, then of those that come. */
export function watchFrom(run: OpenRun, seq: number, hear: (entries: readonly Entry[]) => void): () => void {
  const there = run.view.seq;
  if (seq >= there) return run.watch(hear);
  let waiting: Entry[] | undefined = [];
  void run.entries(seq + 1, there).then((missed) => {
    const all = [...missed, ...(waiting ?? [])];
    waiting = undefined;
    hear(all);
  });
  return run.watch((entries) => (waiting ? waiting.push(...entries) : hear(entries)));
}
