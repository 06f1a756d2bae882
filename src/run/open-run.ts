import { join } from 'node:path';
import { diff } from '../adapters/git/diff.ts';
import { transcriptName } from '../engine/think.ts';
import type { Entry } from '../model/events.ts';
import type { Sample } from '../model/history.ts';
import { estimateOf } from '../model/plan-estimate.ts';
import type { LogKind } from '../model/protocol.ts';
import { storyOf } from '../model/questions.ts';
import type { View } from '../model/view.ts';
import { diffFiles } from './diff-files.ts';
import { readHistory } from './history.ts';
import { type LogPages, logPages } from './log-pages.ts';
import type { OwnedRun } from './owned-run.ts';
import type { OpenRun } from './seam.ts';
import type { Site } from './site.ts';
import type { WatchedRun } from './watched-run.ts';

/** The most of one file's patch, and of all of them, that a diff view is given, in characters. */
const MOST_PATCH = 200_000;
const MOST_DIFF = 2_000_000;
const MOST_FILES = 300;
const MOST_HITS = 2000;

type Source = {
  view(): View;
  entries(): readonly Entry[];
  watch(watcher: (entry: Entry) => void): () => void;
};

/** What both kinds of open run have in common: everything that is read from the log, the artifacts and git. */
function reading(
  site: Site,
  folder: string,
  source: Source,
  snapshot: (worktree: string) => Promise<string | undefined>,
) {
  let past: readonly Sample[] = [];
  void readHistory(site).then(
    (samples) => {
      past = samples;
    },
    () => {}, // the estimate does without
  );
  const logs = new Map<string, LogPages>();
  const logOf = (storyId: string, attempt: number) => {
    const view = source.view();
    if (!storyOf(view, storyId)?.attempts[attempt - 1]) return undefined;
    const name = transcriptName({ run: view.run?.id ?? '', phase: 'story', storyId, attempt });
    const known = logs.get(name) ?? logPages(join(folder, name));
    logs.set(name, known);
    return known;
  };
  return {
    async entries(from: number, to: number) {
      return source.entries().slice(Math.max(0, from - 1), to);
    },
    watch: (watcher: (entries: readonly Entry[]) => void) => source.watch((entry) => watcher([entry])),
    async log(storyId: string, attempt: number, from: number, count: number) {
      return logOf(storyId, attempt)?.page(from, count) ?? { total: 0, from, lines: [] };
    },
    async search(storyId: string, attempt: number, text: string, kind?: LogKind) {
      return logOf(storyId, attempt)?.search(text, MOST_HITS, kind) ?? { lines: [], more: false };
    },
    async diff(storyId: string, number: number) {
      const attempt = storyOf(source.view(), storyId)?.attempts[number - 1];
      const from = attempt?.commit?.parent ?? attempt?.base ?? '';
      const to =
        attempt?.commit?.commit ??
        (attempt?.worktree ? await snapshot(attempt.worktree).catch(() => undefined) : undefined);
      if (!from || !to) return { from, to: from, files: [], more: 0 };
      const files = diffFiles(await diff(site.git, from, to, MOST_DIFF), MOST_PATCH);
      return { from, to, files: files.slice(0, MOST_FILES), more: Math.max(0, files.length - MOST_FILES) };
    },
    estimate: () => estimateOf(source.view(), past),
    file: (commit: string, path: string) => fileAt(site, commit, path),
  };
}

export const fileAt = (site: Site, commit: string, path: string): Promise<string> =>
  site.git.text(['cat-file', 'blob', `${commit}:${path}`]).catch(() => '');

export function openOwned(site: Site, run: OwnedRun): OpenRun {
  return {
    ...reading(site, run.folder, run, run.snapshot),
    id: run.id,
    live: true,
    get view() {
      return run.view();
    },
    signals: run.signals,
    send: async (intent) => run.send(intent),
    over: run.over,
    close: run.close,
  };
}

/** How often it is looked whether a watched run's owner is still there, in milliseconds. */
const LOOK_EVERY = 3000;
const NOBODY = 'Nobody works on this run now. Resume it to go on.';
const ANOTHER = 'Another process works on this run; what you ask is passed on to it.';

/** A run whose bus is not here. `attended` tells whether anybody works on it; owners come and go. */
export async function openWatched(
  site: Site,
  id: string,
  folder: string,
  run: WatchedRun,
  attended: () => Promise<boolean>,
): Promise<OpenRun> {
  const read = reading(site, folder, run, async () => undefined);
  const watchers = new Set<(entries: readonly Entry[]) => void>();
  let idle = !(await attended());
  const look = async () => {
    const now = !(await attended());
    if (now === idle) return;
    idle = now;
    for (const watcher of watchers) watcher([]);
  };
  const timer = setInterval(() => void look(), LOOK_EVERY);
  timer.unref();
  const over = new Promise<void>((resolve, reject) => {
    const look = ({ ending, brakes }: View) => {
      if (ending.completed || brakes.stopped) resolve();
    };
    run.watch((_, view) => look(view));
    look(run.view());
    void run.broken.then((problem) =>
      reject(new Error(`What happens in this run cannot be read on: ${problem}`)),
    );
  });
  over.catch(() => {}); // whoever waits for it is told
  return {
    ...read,
    id,
    live: false,
    get idle() {
      return idle;
    },
    get readOnlyBecause() {
      return idle ? NOBODY : ANOTHER;
    },
    get view() {
      return run.view();
    },
    watch: (watcher) => {
      watchers.add(watcher);
      const unwatch = read.watch(watcher);
      return () => {
        watchers.delete(watcher);
        unwatch();
      };
    },
    signals: () => () => {},
    send: async (intent) => {
      await look(); // what is left for an owner who is gone would be read by nobody
      if (idle) return { refused: NOBODY };
      run.send(intent);
      return { ok: true };
    },
    over,
    close: async () => {
      clearInterval(timer);
      run.close();
    },
  };
}
