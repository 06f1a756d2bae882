import type { Entry } from './events.ts';
import type { Answers, LogLine } from './protocol.ts';

/** A run as a page of its own holds it: everything the dashboard could ask a host for. Attempts by `attemptKey`. */
export type ExportedRun = {
  readonly entries: readonly Entry[];
  readonly logs: Readonly<Record<string, readonly LogLine[]>>;
  readonly diffs: Readonly<Record<string, Answers['diff']>>;
};
