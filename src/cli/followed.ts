import type { OpenRun } from '../run/seam.ts';
import { follow } from './follow.ts';
import { refuse, type Told } from './told.ts';

/**
 * Shows a run to whoever typed the command, and takes it up where another process worked on it and is gone. Resolves
 * to the exit status.
 */
export async function followed(told: Told, run: OpenRun, firstSeq: number): Promise<number> {
  const { typed, runs, terminal, print, abort } = told;
  if (run.readOnlyBecause) terminal.line(run.readOnlyBecause);
  const json = typed.json ? print : undefined;
  const status = await follow({ run, terminal, json, yes: typed.yes, firstSeq, abort });
  if (status !== undefined) return status;
  terminal.line('The process that worked on this run has ended; it goes on here.');
  const taken = await runs.resume(run.id);
  return 'problem' in taken ? refuse(told, taken.problem) : followed(told, taken, run.view.seq + 1);
}
