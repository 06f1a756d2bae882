import * as z from 'zod';
import type { Job, Participant } from '../engine/participant.ts';
import { RunEvent } from '../model/events.ts';

/**
 * A participant that is not Baro's own. Its facts are looked at before they are believed, so that the log takes nothing
 * that cannot be read back; where one is none it throws, and is heard no more.
 */
export function stranger(participant: Participant): Participant {
  const { name, reads, decide, work, on } = participant;
  return {
    name,
    ...(reads ? { reads } : {}),
    ...(on ? { on } : {}),
    ...(decide
      ? {
          *decide(view) {
            for (const said of decide(view)) yield fact(said);
          },
        }
      : {}),
    ...(work
      ? {
          *work(view) {
            for (const job of work(view)) yield looked(job);
          },
        }
      : {}),
  };
}

const looked = (job: Job): Job => ({
  ...job,
  async *run(at) {
    for await (const said of job.run(at)) yield fact(said);
  },
  failed: (reason) => fact(job.failed(reason)),
});

function fact(said: unknown): RunEvent {
  const read = RunEvent.safeParse(said);
  if (!read.success) throw new Error(`what it says is no fact of a run: ${z.prettifyError(read.error)}`);
  return read.data;
}
