import * as z from 'zod';
import type { HostSettings } from './seam.ts';

/*
 * The settings of a window, for the process that goes on with its run when it is closed: in the environment, since what
 * is in an argument can be read by anyone on the machine.
 */

const VARIABLE = 'BARO_SETTINGS';

const text = z.string();
const Handed: z.ZodType<HostSettings> = z.object({
  ...{ openaiBaseUrl: text.optional(), anthropicBaseUrl: text.optional(), endpoints: z.record(text, text) },
  executables: z.object({ claude: text.optional(), codex: text.optional() }),
  ...{ acpCommand: text.optional(), environment: z.array(text), ownModels: z.unknown().optional() },
  ...{ worktreeDirectory: text.optional(), includeFiles: z.array(text) },
  ...{ setupCommand: text.optional(), readyCommand: text.optional() },
  ...{ buildCommands: z.array(text), testCommands: z.array(text) },
  ...{ trusted: z.boolean(), runsParticipants: z.boolean() },
});

export const handOverSettings = (settings: HostSettings) => ({ [VARIABLE]: JSON.stringify(settings) });

/** Undefined where nobody has handed any over. */
export function handedSettings(env: Readonly<Record<string, string | undefined>>): HostSettings | undefined {
  const handed = env[VARIABLE];
  return handed === undefined ? undefined : Handed.parse(JSON.parse(handed));
}
