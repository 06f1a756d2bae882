import { type FSWatcher, statSync, watch } from 'node:fs';
import { join } from 'node:path';
import { leaveIntent } from '../adapters/inbox.ts';
import { readLog } from '../adapters/log.ts';
import type { Entry } from '../model/events.ts';
import { evolve } from '../model/evolve.ts';
import type { Intent } from '../model/intents.ts';
import { emptyView, type View } from '../model/view.ts';
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
  const first = readLog(file);
  if ('problem' in first) return first;
  let entries = first.entries;
  let view = entries.reduce(evolve, emptyView);
  let size = sizeOf(file);
  const watchers = new Set<(entry: Entry, view: View) => void>();
  const look = () => {
    const now = sizeOf(file);
    if (now === size) return;
    size = now;
    const read = readLog(file);
    if ('problem' in read) return;
    const fresh = read.entries.slice(entries.length);
    entries = read.entries;
    for (const entry of fresh) {
      view = evolve(view, entry);
      for (const watcher of watchers) watcher(entry, view);
    }
  };
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
    view: () => view,
    entries: () => entries,
    watch: (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    send: (intent) => leaveIntent(join(folder, 'inbox'), intent),
    close: () => {
      clearInterval(timer);
      system?.close();
    },
  };
}

const sizeOf = (file: string) => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
