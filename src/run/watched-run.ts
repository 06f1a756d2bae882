import { type FSWatcher, watch } from 'node:fs';
import { join } from 'node:path';
import { leaveIntent } from '../adapters/inbox.ts';
import { logReader } from '../adapters/read-log.ts';
import type { Entry } from '../model/events.ts';
import { Folding } from '../model/folding.ts';
import type { Intent } from '../model/intents.ts';
import type { View } from '../model/view.ts';
import { logFile } from './run-log.ts';

/** A run whose bus lives in another process, or nowhere: its log is read, and read on while somebody writes it. */
export type WatchedRun = {
  view(): View;
  entries(): readonly Entry[];
  watch(watcher: (entry: Entry, view: View) => void): () => void;
  /** Leaves the intent for the owner. */
  send(intent: Intent): void;
  close(): void;
};

/** As often is the log looked at where the system does not say that it changed, in milliseconds. */
const LOOK_EVERY = 500;

export function watchRun(folder: string): WatchedRun | { readonly problem: string } {
  const file = logFile(folder);
  const log = logReader(file);
  const entries: Entry[] = [];
  const folding = new Folding();
  const watchers = new Set<(entry: Entry, view: View) => void>();
  const look = () =>
    log.next((entry) => {
      entries.push(entry);
      folding.add(entry);
      for (const watcher of watchers) watcher(entry, folding.view);
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
  const timer = setInterval(look, LOOK_EVERY);
  timer.unref();
  return {
    view: () => folding.view,
    entries: () => entries,
    watch: (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    send: (intent) => void leaveIntent(join(folder, 'inbox'), intent),
    close: () => {
      clearInterval(timer);
      system?.close();
    },
  };
}
