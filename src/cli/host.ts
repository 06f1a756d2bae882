import type { HostServices } from '../run/seam.ts';

/** What the command line gives to runs: keys from the environment, and what it has to say on stderr. */
export const commandLineHost = (
  env: Readonly<Record<string, string | undefined>>,
  log: (line: string) => void,
): HostServices => ({
  secret: async (name) => env[name],
  githubToken: async () => undefined,
  settings: () => ({
    endpoints: {},
    executables: { claude: env['BARO_CLAUDE_PATH'], codex: env['BARO_CODEX_PATH'] },
    acpCommand: env['BARO_ACP_COMMAND'],
    environment: (env['BARO_ALLOW_ENV'] ?? '').split(',').filter(Boolean),
    includeFiles: [],
    buildCommands: [],
    testCommands: [],
    trusted: true,
  }),
  backends: [],
  participants: () => [],
  log,
});
