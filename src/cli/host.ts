import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../adapters/environment.ts';
import { baroHome } from '../adapters/git/home.ts';
import { handedKeys, handedSettings } from '../run/handed-settings.ts';
import { secretFor } from '../run/key-binding.ts';
import type { HostServices, HostSettings } from '../run/seam.ts';

/**
 * What the command line gives to runs: keys from the environment, or from the window that handed the run over, and what
 * it has to say on stderr.
 */
export const commandLineHost = (
  env: Environment,
  { trust, log }: { readonly trust: boolean; readonly log: (line: string) => void },
): HostServices => ({
  secret: async (name, server) =>
    secretFor(server, { sealed: handedKeys(env)[name], inEnvironment: env[name] }),
  githubToken: async (api) => {
    const secret = secretFor(api, { sealed: handedKeys(env)['GITHUB_TOKEN'], inEnvironment: undefined });
    return secret && 'key' in secret ? secret.key : undefined;
  },
  settings: () => handedSettings(env) ?? settingsIn(env, trust),
  backends: [],
  participants: () => [],
  log,
});

const settingsIn = (env: Environment, trust: boolean): HostSettings => ({
  endpoints: {},
  executables: { claude: env['BARO_CLAUDE_PATH'], codex: env['BARO_CODEX_PATH'] },
  acpCommand: env['BARO_ACP_COMMAND'],
  ownModels: readOwn(join(baroHome(env), 'settings.json')),
  environment: (env['BARO_ALLOW_ENV'] ?? '').split(',').filter(Boolean),
  includeFiles: [],
  buildCommands: [],
  testCommands: [],
  trusted: true,
  runsParticipants: trust,
});

/** What the person added for the command line; a file that is no JSON is said to be so where it is used. */
function readOwn(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    return `${file} is not JSON`;
  }
}
