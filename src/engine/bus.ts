import type { Entry, RunEvent } from '../model/events.ts';
import { evolve } from '../model/evolve.ts';
import { isCounted } from '../model/evolve-books.ts';
import { fitted } from '../model/size.ts';
import { emptyView, type View } from '../model/view.ts';
import type { Breath } from './breath.ts';
import { Obstacle } from './obstacle.ts';
import type { Job, Participant } from './participant.ts';
import { type Watcher, Watchers } from './watchers.ts';

/** The time now, as ISO 8601 in UTC. */
export type Clock = () => string;
/** Says whether what a job threw is an obstacle after all, or came of one. */
type ObstacleIn = (error: unknown) => Promise<Obstacle | undefined>;
type Surroundings = {
  readonly obstacleIn?: ObstacleIn | undefined;
  readonly breath?: Breath;
  /** Told what is no part of the run and goes wrong around it. */
  readonly strange?: (sentence: string) => void;
};
/** Throws when the entry could not be kept. */
export type Log = { append(entry: Entry): void };
type Listener = (event: RunEvent, view: View) => void | Promise<void>;
type Working = {
  readonly by: string;
  readonly job: Job;
  readonly abort: AbortController;
  done: Promise<void>;
};
type Seen<T> = { readonly reads: readonly unknown[]; readonly answer: T };

/** More decisions than this in a row mean that two participants answer each other forever. */
const MOST_DECISIONS = 2_000;

/** Why a job is aborted; one for all, because every answered job is, and an error of its own is dear. */
const OVER = new DOMException('The run does not call for this work any more', 'AbortError');

/**
 * The one writer of the log. For every event: append, fold, show, tell; then decide until nothing follows;
 * then make the work under way the work that the view calls for. An event published meanwhile waits its turn.
 */
export class Bus {
  view: View = emptyView;
  readonly #log: Log;
  readonly #clock: Clock;
  readonly #obstacleIn: ObstacleIn;
  readonly #breath: Breath;
  readonly #participants: readonly Participant[];
  readonly #watchers: Watchers;
  readonly #waiting: { by: string; event: RunEvent }[] = [];
  readonly #working = new Map<string, Working>();
  readonly #muted = new Set<string>();
  readonly #decided = new Map<string, Seen<true>>();
  readonly #called = new Map<string, Seen<readonly Job[]>>();
  #busy = false;
  #state: 'open' | 'closing' | 'closed' = 'open';
  #wakers: (() => void)[] = [];

  constructor(
    log: Log,
    participants: readonly Participant[],
    clock: Clock,
    { obstacleIn = async () => undefined, breath = () => undefined, strange = () => {} }: Surroundings = {},
  ) {
    this.#log = log;
    this.#participants = participants;
    this.#clock = clock;
    this.#obstacleIn = obstacleIn;
    this.#breath = breath;
    this.#watchers = new Watchers(strange);
  }

  /** Takes up a run where its log ended. Nobody is told what was; what is unfinished goes on. */
  resume(view: View): void {
    this.view = view;
    this.#drain();
  }

  /**
   * Events published together are folded together, before anyone decides on a part of them. What is counted already is
   * not written again: a run that is killed over and over still comes forward.
   */
  publish(by: string, ...events: readonly RunEvent[]): void {
    if (this.#state === 'closed') return;
    for (const event of events) if (!isCounted(this.view, event)) this.#waiting.push({ by, event });
    this.#drain();
  }

  /** Looks at every entry without taking part, as the dashboard does. */
  watch(watcher: Watcher): () => void {
    return this.#watchers.add(watcher);
  }

  /** True while work is under way. */
  get working(): boolean {
    return this.#working.size > 0;
  }

  /** Resolves when no work is under way. */
  async idle(): Promise<void> {
    while (this.#working.size > 0) await Promise.all([...this.#working.values()].map(({ done }) => done));
  }

  /** Starts nothing more, aborts the work under way and waits for what it still has to say. */
  async close(): Promise<void> {
    if (this.#state === 'open') this.#state = 'closing';
    for (const { abort } of this.#working.values()) abort.abort(OVER);
    this.#wake();
    await this.idle();
    this.#state = 'closed';
  }

  #drain(): void {
    if (this.#busy) return;
    this.#busy = true;
    try {
      for (let left = MOST_DECISIONS; ; ) {
        const next = this.#waiting.shift();
        if (next) {
          this.#append(next.by, next.event);
          continue;
        }
        const decision = this.#mayAct() ? this.#decision() : undefined;
        if (!decision) break;
        if (left-- > 0) this.#waiting.push(decision);
        else {
          this.#mute(decision.by, new Error(`decides on ${decision.event.type} without end`));
          left = MOST_DECISIONS;
        }
      }
    } finally {
      this.#busy = false;
    }
    this.#reconcile();
  }

  #append(by: string, event: RunEvent): void {
    const entry: Entry = { seq: this.view.seq + 1, at: this.#clock(), by, event: fitted(event) };
    try {
      this.#log.append(entry);
    } catch (cause) {
      this.#state = 'closed';
      this.#waiting.length = 0;
      for (const { abort } of this.#working.values()) abort.abort(OVER);
      this.#wake();
      throw new Error(`the log of this run cannot be written (entry ${entry.seq})`, { cause });
    }
    this.view = evolve(this.view, entry);
    this.#wake();
    this.#watchers.show(entry, this.view);
    for (const { name, on } of this.#participants) {
      const listener = on?.[event.type] as Listener | undefined;
      if (listener)
        this.#guard(name, () => void listener(event, this.view)?.catch((e) => this.#mute(name, e)));
    }
  }

  /** A stopped run decides nothing and works on nothing, whoever takes part in it. */
  #mayAct(): boolean {
    return this.#state === 'open' && !this.view.brakes.stopped;
  }

  /** One decision at a time, so that nobody decides on a view that lacks a decision already made. */
  #decision(): { by: string; event: RunEvent } | undefined {
    for (const { name, decide, reads } of this.#participants) {
      if (!decide || this.#muted.has(name)) continue;
      const now = reads?.(this.view);
      if (now && sameObjects(this.#decided.get(name)?.reads, now)) continue;
      const event = this.#guard(name, () => first(decide(this.view)));
      if (event) return { by: name, event };
      if (now) this.#decided.set(name, { reads: now, answer: true });
    }
    return undefined;
  }

  #reconcile(): void {
    if (this.#state !== 'open') return;
    const called = new Map<string, { by: string; job: Job }>();
    for (const participant of this.#participants)
      for (const job of this.#jobsOf(participant))
        called.set(`${participant.name}/${job.key}`, { by: participant.name, job });
    for (const [key, { abort }] of this.#working) if (!called.has(key)) abort.abort(OVER);
    this.#wake();
    const lanes = new Set([...this.#working.values()].map(({ job }) => job.lane));
    for (const [key, { by, job }] of called) {
      if (this.#working.has(key) || (job.lane && lanes.has(job.lane))) continue;
      lanes.add(job.lane);
      this.#start(key, by, job);
    }
  }

  #jobsOf({ name, work, reads }: Participant): readonly Job[] {
    if (!work || this.#muted.has(name) || !this.#mayAct()) return [];
    const now = reads?.(this.view);
    const seen = this.#called.get(name);
    if (seen && now && sameObjects(seen.reads, now)) return seen.answer;
    const jobs = this.#guard(name, () => [...work(this.view)]) ?? [];
    if (now) this.#called.set(name, { reads: now, answer: jobs });
    return jobs;
  }

  #start(key: string, by: string, job: Job): void {
    const working: Working = { by, job, abort: new AbortController(), done: Promise.resolve() };
    this.#working.set(key, working);
    // it rejects only where the log takes no more, which closes the bus and is told to whoever appended
    working.done = this.#follow(working)
      .catch(() => {})
      .finally(() => {
        this.#working.delete(key);
        this.#reconcile();
      });
  }

  async #follow({ by, job, abort: { signal } }: Working): Promise<void> {
    await this.#breath(); // a job starts when the entry that called for it is through
    let missing = 'ended without an answer';
    for (let again = true; again; ) {
      again = false;
      if (signal.aborted) return;
      try {
        const at = { abort: signal, view: () => this.view, changed: () => this.#next(signal) };
        for await (const event of job.run(at)) {
          this.publish(by, event);
          const turn = this.#breath();
          if (turn) await turn;
        }
      } catch (error) {
        missing = error instanceof Error ? error.message : String(error);
        const obstacle = error instanceof Obstacle ? error : await this.#obstacleIn(error);
        again = obstacle !== undefined && (await this.#away(obstacle, signal));
      }
    }
    if (signal.aborted || this.#state !== 'open') return;
    const failed = this.#callsFor(by, job) ? this.#guard(by, () => job.failed(missing)) : undefined;
    if (failed) this.publish(by, failed);
    if (this.#callsFor(by, job)) this.#mute(by, new Error(`${job.key} is called for again and again`));
  }

  /** Pauses the run for an obstacle and waits until it goes on; false where the job is over by then. */
  async #away({ reason, message }: Obstacle, signal: AbortSignal): Promise<boolean> {
    const over = () => signal.aborted || this.#state !== 'open';
    if (!over() && this.view.brakes.paused === undefined)
      this.publish('bus', { type: 'run.paused', reason, obstacle: message });
    while (!over() && this.view.brakes.paused !== undefined) await this.#next(signal);
    return !over();
  }

  #callsFor(by: string, { key }: Job): boolean {
    const participant = this.#participants.find(({ name }) => name === by);
    return participant !== undefined && this.#jobsOf(participant).some((job) => job.key === key);
  }

  #next(abort: AbortSignal): Promise<void> {
    if (abort.aborted || this.#state !== 'open') return Promise.resolve();
    return new Promise((wake) => this.#wakers.push(wake));
  }

  #wake(): void {
    const wakers = this.#wakers;
    this.#wakers = [];
    for (const wake of wakers) wake();
  }

  #guard<T>(name: string, ask: () => T): T | undefined {
    if (this.#muted.has(name)) return undefined;
    try {
      return ask();
    } catch (error) {
      this.#mute(name, error);
      return undefined;
    }
  }

  /** A participant that throws is heard no more in this process; the fact is in the log, where the person sees it. */
  #mute(name: string, error: unknown): void {
    if (this.#muted.has(name)) return;
    this.#muted.add(name);
    const reason = error instanceof Error ? error.message : String(error);
    this.publish('bus', { type: 'participant.failed', participant: name, reason });
  }
}

function first<T>(items: Iterable<T>): T | undefined {
  for (const item of items) return item;
  return undefined;
}

const sameObjects = (a: readonly unknown[] | undefined, b: readonly unknown[]) =>
  a !== undefined && a.length === b.length && a.every((one, i) => one === b[i]);
