import type { EventOf, RunEvent } from '../model/events.ts';
import type { View } from '../model/view.ts';

/**
 * Something that takes part in a run. It holds no state and never touches the bus: what it needs to know
 * is in the view, and if it is not there, an event is missing.
 *
 * `decide` and `work` look at what is true, not at what just happened. So a crash between an event and
 * what follows from it loses nothing, and pause, stop, a dropped story and resume need no code of their own.
 */
export type Participant = {
  readonly name: string;
  /** The parts of the view that `decide` and `work` look at; while they are the same objects, neither is asked again. */
  readonly reads?: (view: View) => readonly unknown[];
  /** What follows from the view at once, without I/O. Asked again after every entry, until nothing follows. */
  readonly decide?: (view: View) => Iterable<RunEvent>;
  /** The work that the view calls for. Each job is started once, and aborted when it is no longer called for. */
  readonly work?: (view: View) => Iterable<Job>;
  /** Tells the outside world, live only: never called while a log is read back. */
  readonly on?: {
    readonly [T in RunEvent['type']]?: (event: EventOf<T>, view: View) => void | Promise<void>;
  };
};

export type Job = {
  /** Names the job among this participant's; the same work has the same key after a restart. */
  readonly key: string;
  /** Jobs that share a lane run one after the other: the next starts when the last one, aborted or not, has ended. */
  readonly lane?: string;
  /**
   * Yields facts as they happen and ends with the one that answers the job; or watches until it is aborted.
   * Idempotent: looks first at what an interrupted run of the same job left behind.
   * After an abort it stops soon, and still yields what has already happened outside (money spent, a ref moved).
   * Where it throws an `Obstacle` it is run again once the person has taken that away.
   */
  run(at: At): AsyncIterable<RunEvent>;
  /** The answer when `run` throws, or ends without one. */
  failed(reason: string): RunEvent;
};

/** What a job at work can see of the run. */
export type At = {
  readonly abort: AbortSignal;
  /** The view as it is now: a message to a running agent, a budget, a breaker. */
  view(): View;
  /** Resolves at the next entry, or at the abort. */
  changed(): Promise<void>;
};
