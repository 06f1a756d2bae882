import * as z from 'zod';
import type { Environment } from '../adapters/environment.ts';
import type { HostSettings } from './seam.ts';

/*
 * The settings and the stored keys of a window, for the process that goes on with its run when it is closed: in the
 * environment, since what is in an argument can be read by anyone on the machine.
 */

const VARIABLE = 'BARO_SETTINGS';
const KEYS = 'BARO_SEALED_KEYS';

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

/** Each is still bound to the server that it was entered for. */
export const handOverKeys = (sealed: Readonly<Record<string, string>>) => ({
  [KEYS]: JSON.stringify(sealed),
});

export function handedKeys(env: Environment): Readonly<Record<string, string>> {
  const handed = env[KEYS];
  return handed === undefined ? {} : z.record(text, text).parse(JSON.parse(handed));
}

/** Undefined where nobody has handed any over. */
export function handedSettings(env: Environment): HostSettings | undefined {
  const handed = env[VARIABLE];
  return handed === undefined ? undefined : Handed.parse(JSON.parse(handed));
}
