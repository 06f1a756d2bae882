import { type FSWatcher, watch } from 'node:fs';
import { join } from 'node:path';
import { leaveIntent } from '../adapters/inbox.ts';
import { logReader } from '../adapters/read-log.ts';
import { type Watcher, Watchers } from '../engine/watchers.ts';
import type { Entry } from '../model/events.ts';
import { Folding } from '../model/folding.ts';
import type { Intent } from '../model/intents.ts';
import type { View } from '../model/view.ts';
import { logFile } from './run-log.ts';

/** A run whose bus lives in another process, or nowhere: its log is read, and read on while somebody writes it. */
export type WatchedRun = {
  view(): View;
  entries(): readonly Entry[];
  watch(watcher: Watcher): () => void;
  /** Leaves the intent for the owner. */
  send(intent: Intent): void;
  /** Resolves to a sentence where the log cannot be read on, as it is damaged or gone. */
  readonly broken: Promise<string>;
  close(): void;
};

/** As often is the log looked at where the system does not say that it changed, in milliseconds. */
const LOOK_EVERY = 500;

export function watchRun(
  folder: string,
  strange: (sentence: string) => void,
): WatchedRun | { readonly problem: string } {
  const file = logFile(folder);
  const log = logReader(file);
  const entries: Entry[] = [];
  const folding = new Folding();
  const watchers = new Watchers(strange);
  const look = () =>
    log.next((entry) => {
      entries.push(entry);
      folding.add(entry);
      watchers.show(entry, folding.view);
    });
  const first = look();
  if ('problem' in first) return first;
  let system: FSWatcher | undefined;
  try {
    system = watch(file, look);
    system.on('error', () => system?.close());
  } catch {
    // the timer does
  }
  let say: (problem: string) => void = () => {};
  const broken = new Promise<string>((resolve) => {
    say = resolve;
  });
  let last: string | undefined;
  const timer = setInterval(() => {
    const now = look();
    const problem = 'problem' in now ? now.problem : undefined;
    if (problem !== undefined && problem === last) say(problem); // once may be a moment's trouble
    last = problem;
  }, LOOK_EVERY);
  timer.unref();
  return {
    view: () => folding.view,
    entries: () => entries,
    watch: (watcher) => watchers.add(watcher),
    broken,
    send: (intent) => void leaveIntent(join(folder, 'inbox'), intent),
    close: () => {
      clearInterval(timer);
      system?.close();
    },
  };
}
