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

/** Says why nothing was started. Resolves to the exit status. */
export function refuse({ terminal }: Told, ...problems: readonly string[]): number {
  for (const problem of problems) terminal.line(problem);
  return 2;
}
