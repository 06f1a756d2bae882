import * as z from 'zod';
import type { BackendName } from '../../model/route.ts';
import type { Tokens } from '../../model/shapes.ts';

/** A CLI's own record of a conversation: `taken` up from before, or new under this id. */
export type Session = {
  readonly id: string;
  readonly taken: boolean;
  /** What it had used when it was last counted. */
  readonly used?: Tokens | undefined;
};

const Count = z.int();
const Record = z.object({
  role: z.literal('session'),
  backend: z.string(),
  id: z.string(),
  used: z
    .object({ input: Count, cacheWrite: Count, cacheRead: Count, output: Count, reasoning: Count })
    .optional(),
});

export const sessionRecord = (backend: BackendName, id: string, used?: Tokens): z.infer<typeof Record> => ({
  role: 'session',
  backend,
  id,
  ...(used ? { used } : {}),
});

/** The conversation that an interrupted run of the same question left with this backend. */
export function sessionIn(history: readonly unknown[], backend: BackendName): Session | undefined {
  const all = history.flatMap((line) => {
    const read = Record.safeParse(line);
    return read.success && read.data.backend === backend ? [read.data] : [];
  });
  const last = all.at(-1);
  const used = all.findLast((record) => record.id === last?.id && record.used)?.used;
  return last && { id: last.id, taken: true, used };
}

/** What an agent is told that wakes up in the middle of its work. */
export const GO_ON =
  'You were interrupted. Look at what is already changed in this folder, then go on with the task until it is done.';
