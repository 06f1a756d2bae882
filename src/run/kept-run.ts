import type { Entry } from '../model/events.ts';
import type { OwnedRun } from './owned-run.ts';
import type { OpenRun } from './seam.ts';

type Given = {
  readonly run: OwnedRun;
  readonly owned: OpenRun;
  /** Opens it to look at. */
  readonly watched: () => Promise<OpenRun | { readonly problem: string }>;
  /** It is owned here no more. */
  readonly letGo: () => void;
};

/**
 * A run that began here, as a front end holds it. Once it is stopped, nothing can be asked of it any more: it is let
 * go of, so that anybody can take it up, and watched from then on.
 */
export function keptRun({ run, owned, watched, letGo }: Given): OpenRun {
  const watchers = new Set<(entries: readonly Entry[]) => void>();
  const tell = (entries: readonly Entry[]) => {
    for (const watcher of watchers) watcher(entries);
  };
  let now = owned;
  let closed = false;
  let unwatch = owned.watch(tell);
  const isStopped = () => run.view().brakes.stopped;
  const handOut = async () => {
    if (closed || !isStopped()) return;
    letGo();
    await run.close();
    const other = await watched();
    if ('problem' in other) return;
    if (closed) return other.close();
    const seen = now.view.seq;
    unwatch();
    now = other;
    unwatch = now.watch(tell);
    // What somebody else has done meanwhile; and in any case that nobody works on it here.
    tell(await now.entries(seen + 1, Number.MAX_SAFE_INTEGER));
  };
  const handedOut = run.over.then(handOut, () => {});
  handedOut.catch(() => {}); // whoever asks something of it is told
  return {
    id: run.id,
    get view() {
      return now.view;
    },
    get live() {
      return now.live;
    },
    get idle() {
      return now.idle ?? false;
    },
    get readOnlyBecause() {
      return now.readOnlyBecause;
    },
    entries: (from, to) => now.entries(from, to),
    watch: (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    signals: owned.signals,
    send: async (intent) => {
      if (isStopped()) await handedOut;
      return now.send(intent);
    },
    log: (storyId, attempt, from, count) => now.log(storyId, attempt, from, count),
    search: (storyId, attempt, text, kind) => now.search(storyId, attempt, text, kind),
    diff: (storyId, attempt) => now.diff(storyId, attempt),
    estimate: () => now.estimate(),
    file: (commit, path) => now.file(commit, path),
    over: owned.over,
    close: async () => {
      closed = true;
      letGo();
      await now.close();
      unwatch(); // not before: what ends under way is told, too
    },
  };
}
