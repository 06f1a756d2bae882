import type { HostServices, HostSettings } from '../../src/run/seam.ts';

/** What a person has set who has set nothing. */
export const noSettings: HostSettings = {
  endpoints: {},
  executables: {},
  environment: [],
  includeFiles: [],
  buildCommands: [],
  testCommands: [],
  trusted: true,
  runsParticipants: true,
};

/** A front end that has these keys, and nothing else. */
export const hostWith = (
  keys: Readonly<Record<string, string>> = {},
  changed: Partial<HostServices> = {},
): HostServices => ({
  secret: async (name) => (keys[name] ? { key: keys[name] } : undefined),
  githubToken: async () => undefined,
  settings: () => noSettings,
  backends: [],
  participants: () => [],
  log: () => {},
  ...changed,
});
