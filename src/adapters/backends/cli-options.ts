import type { Environment } from '../environment.ts';
/** What the backends need that drive somebody else's program. */
export type CliOptions = {
  /** The program, and what goes before the arguments of a question. */
  readonly command: readonly string[];
  /** The environment that the program's own variables are taken from. */
  readonly env: Environment;
  /** Names of variables that the person lets it see beside its own. */
  readonly allow?: readonly string[];
  /** How long it may stay after its answer. */
  readonly lingerMs?: number;
  /** From being asked to end until being killed. */
  readonly graceMs?: number;
};
