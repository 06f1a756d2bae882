import * as z from 'zod';
import type { BackendName } from '../../model/route.ts';

/** A CLI's own record of a conversation: `taken` up from before, or new under this id. */
export type Session = { readonly id: string; readonly taken: boolean };

const Record = z.object({ role: z.literal('session'), backend: z.string(), id: z.string() });

export const sessionRecord = (backend: BackendName, id: string): z.infer<typeof Record> => ({
  role: 'session',
  backend,
  id,
});

/** The conversation that an interrupted run of the same question left with this backend. */
export function sessionIn(history: readonly unknown[], backend: BackendName): Session | undefined {
  const ids = history.flatMap((line) => {
    const read = Record.safeParse(line);
    return read.success && read.data.backend === backend ? [read.data.id] : [];
  });
  const id = ids.at(-1);
  return id === undefined ? undefined : { id, taken: true };
}

/** What an agent is told that wakes up in the middle of its work. */
export const GO_ON =
  'You were interrupted. Look at what is already changed in this folder, then go on with the task until it is done.';
