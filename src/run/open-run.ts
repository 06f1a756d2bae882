import { diff } from '../adapters/git/diff.ts';
import { transcriptName } from '../engine/think.ts';
import type { Entry } from '../model/events.ts';
import type { Sample } from '../model/history.ts';
import { estimateOf } from '../model/plan-estimate.ts';
import type { LogKind } from '../model/protocol.ts';
import type { View } from '../model/view.ts';
import { linesWith, logLines, pageOf } from './attempt-log.ts';
import { diffFiles } from './diff-files.ts';
import { readHistory } from './history.ts';
import { artifactsOf, type OwnedRun } from './owned-run.ts';
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
  const artifacts = artifactsOf(folder);
  let past: readonly Sample[] = [];
  void readHistory(site).then((samples) => {
    past = samples;
  });
  const lines = async (storyId: string, attempt: number) => {
    const run = source.view().run?.id ?? '';
    return logLines((await artifacts.read(transcriptName({ run, phase: 'story', storyId, attempt }))) ?? '');
  };
  return {
    async entries(from: number, to: number) {
      return source.entries().slice(Math.max(0, from - 1), to);
    },
    watch: (watcher: (entries: readonly Entry[]) => void) => source.watch((entry) => watcher([entry])),
    async log(storyId: string, attempt: number, from: number, count: number) {
      return pageOf(await lines(storyId, attempt), from, count);
    },
    async search(storyId: string, attempt: number, text: string, kind?: LogKind) {
      return linesWith(await lines(storyId, attempt), text, MOST_HITS, kind);
    },
    async diff(storyId: string, number: number) {
      const attempt = source.view().stories[storyId]?.attempts[number - 1];
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

export function openWatched(
  site: Site,
  id: string,
  folder: string,
  run: WatchedRun,
  owned: boolean,
): OpenRun {
  const nobody = 'Nobody works on this run now. Resume it to go on.';
  return {
    ...reading(site, folder, run, async () => undefined),
    id,
    live: false,
    idle: !owned,
    readOnlyBecause: owned ? 'Another process works on this run; what you ask is passed on to it.' : nobody,
    get view() {
      return run.view();
    },
    signals: () => () => {},
    send: async (intent) => {
      if (!owned) return { refused: nobody };
      run.send(intent);
      return { ok: true };
    },
    over: new Promise((resolve) => {
      const look = ({ ending, gate }: View) => {
        if (ending.completed || gate.stopped) resolve();
      };
      run.watch((_, view) => look(view));
      look(run.view());
    }),
    close: async () => run.close(),
  };
}
