import { type Cli, discover, type Found } from '../adapters/backends/discover.ts';
import type { Environment } from '../adapters/environment.ts';
import type { BackendName } from '../model/route.ts';
import { keyNameFor } from './reach.ts';
import type { HostServices, HostSettings } from './seam.ts';

/** What a machine and a person have for a run to think with; each CLI is asked once, when somebody wants to know. */
export type Around = {
  readonly host: HostServices;
  readonly settings: HostSettings;
  readonly env: Environment;
  /** Base URLs by the name that a route uses. */
  readonly endpoints: Readonly<Record<string, string>>;
  /** There are recorded answers to play. */
  readonly scripted: boolean;
  cli(name: Cli): Promise<Found>;
  /** The variable that holds a key for the server of the backend, if any does. */
  keyFor(backend: BackendName, endpoint?: string): Promise<string | undefined>;
};

export function lookAround(
  host: HostServices,
  env: Environment,
  { endpoints = {}, scripted = false }: { endpoints?: Around['endpoints']; scripted?: boolean } = {},
): Around {
  const settings = host.settings();
  const asked = new Map<Cli, Promise<Found>>();
  const at = { host, settings, env, endpoints: { ...settings.endpoints, ...endpoints } };
  return {
    ...at,
    scripted,
    cli(name) {
      const known = asked.get(name) ?? discover(name, env, settings.executables[name]);
      asked.set(name, known);
      return known;
    },
    keyFor: (backend, endpoint) => keyNameFor(at, { backend, endpoint }),
  };
}
