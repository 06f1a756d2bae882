import { join } from 'node:path';
import { watchInbox } from '../adapters/inbox.ts';
import { mendLog, openLog } from '../adapters/log.ts';
import { sweep } from '../adapters/processes.ts';
import { readLog } from '../adapters/read-log.ts';
import type { Signal } from '../engine/backend.ts';
import { breathing } from '../engine/breath.ts';
import { Bus } from '../engine/bus.ts';
import type { Obstacle } from '../engine/obstacle.ts';
import type { Participant } from '../engine/participant.ts';
import { answerIntent } from '../model/answer-intent.ts';
import type { Entry, RunEvent } from '../model/events.ts';
import { viewOf } from '../model/folding.ts';
import type { Intent } from '../model/intents.ts';
import type { View } from '../model/view.ts';
import { logFile } from './run-log.ts';

/** A run whose bus lives in this process. */
export type OwnedRun = {
  readonly id: string;
  readonly folder: string;
  view(): View;
  entries(): readonly Entry[];
  watch(watcher: (entry: Entry, view: View) => void): () => void;
  signals(listener: (signal: Signal) => void): () => void;
  send(intent: Intent, from?: string): { readonly ok: true } | { readonly refused: string };
  publish(by: string, ...events: readonly RunEvent[]): void;
  /** A commit of what a live worktree holds now; undefined while it equals its base. */
  snapshot(worktree: string): Promise<string | undefined>;
  /** Resolves when the run is completed or stopped, or its log could not be written (then it rejects). */
  readonly over: Promise<void>;
  /** Interrupts what is under way and lets go; the run can be resumed. */
  close(): Promise<void>;
};

type Owning = {
  readonly id: string;
  readonly folder: string;
  readonly participants: readonly Participant[];
  readonly signals: Signals;
  readonly snapshot: OwnedRun['snapshot'];
  /** Takes away what the run leaves on this machine when it is let go of. */
  readonly release: () => Promise<void>;
  readonly strange: (sentence: string) => void;
  /** Whether what a job threw came of something that stands in the way of the run. */
  readonly obstacleIn: (thrown: unknown) => Promise<Obstacle | undefined>;
};

/** Live details on their way to whoever looks. */
export type Signals = {
  readonly emit: (signal: Signal) => void;
  readonly listen: (listener: (signal: Signal) => void) => () => void;
};

export function signalsOf(): Signals {
  const listeners = new Set<(signal: Signal) => void>();
  return {
    emit: (signal) => {
      for (const listener of listeners) listener(signal);
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

const BROKEN_OFF = 'The run is broken off, and can be resumed once its log can be written again';

/** Takes up the run whose log is in the folder; the person then says `first` to it: what begins it, or opens it again. */
export async function ownRun(owning: Owning, first: readonly RunEvent[]): Promise<OwnedRun> {
  const { id, folder, signals } = owning;
  const file = logFile(folder);
  const read = readLog(file);
  const entries: Entry[] = 'entries' in read ? [...read.entries] : [];
  if ('torn' in read) mendLog(file, read.torn);
  await sweep([id]); // what a killed owner left running
  const log = openLog(file);
  let end: () => void = () => {};
  let breakOff: (reason: unknown) => void = () => {};
  const ended = new Promise<void>((resolve, reject) => {
    end = resolve;
    breakOff = reject;
  });
  const bus = new Bus(
    {
      append(entry) {
        try {
          log.append(entry);
        } catch (cause) {
          breakOff(new Error(BROKEN_OFF, { cause }));
          throw cause; // what is under way hears of it from the bus, and nobody else would
        }
        entries.push(entry);
      },
    },
    owning.participants,
    () => new Date().toISOString(),
    { obstacleIn: owning.obstacleIn, breath: breathing(), strange: owning.strange },
  );

  let inbox: ReturnType<typeof watchInbox> | undefined;
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= (async () => {
      inbox?.close();
      await bus.close();
      await log.flushed();
      log.close();
      await owning.release();
    })();
    return closing;
  };
  const over = ended.then(async () => {
    await (bus.view.brakes.stopped ? bus.close() : bus.idle());
    await log.flushed();
  });
  over.catch(() => {}); // whoever waits for it is told
  bus.watch((_, view) => {
    if (view.ending.completed || view.brakes.stopped) end();
  });

  const send: OwnedRun['send'] = (intent, from = 'person') => {
    const answer = answerIntent(bus.view, intent, from);
    if ('refused' in answer) return answer;
    bus.publish(from, ...answer.events);
    return { ok: true };
  };
  const take = (intent: Intent) => {
    const answer = send(intent);
    if ('refused' in answer) owning.strange(answer.refused);
  };
  try {
    bus.resume(viewOf(entries));
    bus.publish('bus', ...away(bus.view, Date.now()));
    bus.publish('person', ...first);
  } catch (error) {
    await close();
    throw error;
  }
  // what was left for the owner before is answered too, by what is true now
  inbox = watchInbox(join(folder, 'inbox'), take, owning.strange);
  if (bus.view.ending.completed || bus.view.brakes.stopped) end();
  return {
    id,
    folder,
    view: () => bus.view,
    entries: () => entries,
    watch: (watcher) => bus.watch(watcher),
    signals: signals.listen,
    send,
    snapshot: owning.snapshot,
    publish: (by, ...events) => bus.publish(by, ...events),
    over,
    close,
  };
}

/** What is said of a gap that is longer than an agent's usual silence; shorter ones are not worth an entry. */
function away({ run, brakes, ending, at }: View, now: number): readonly RunEvent[] {
  const awayMs = now - Date.parse(at);
  const atWork = run !== undefined && !brakes.stopped && !ending.completed;
  return atWork && awayMs >= LONG_AWAY_MS ? [{ type: 'run.taken-up', awayMs }] : [];
}
const LONG_AWAY_MS = 60_000;
