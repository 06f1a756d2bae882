import type { Runs } from '../run/seam.ts';
import type { Typed } from './args.ts';
import type { Terminal } from './terminal.ts';

/** What a command is given: what was typed, the runs of the repository, and where to speak. */
export type Told = {
  readonly typed: Typed;
  readonly runs: Runs;
  readonly terminal: Terminal;
  readonly print: (text: string) => void;
  /** Aborted by SIGINT or SIGTERM. */
  readonly abort: AbortSignal;
};
