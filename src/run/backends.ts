import { readFile } from 'node:fs/promises';
import { acp } from '../adapters/backends/acp.ts';
import { anthropic } from '../adapters/backends/anthropic-messages.ts';
import { openaiCompatible } from '../adapters/backends/chat-completions.ts';
import { claude } from '../adapters/backends/claude.ts';
import { codex } from '../adapters/backends/codex.ts';
import { commandWords } from '../adapters/backends/command-words.ts';
import { findCli } from '../adapters/backends/discover.ts';
import type { NativeDeps } from '../adapters/backends/native.ts';
import { openai } from '../adapters/backends/openai-responses.ts';
import { scripted } from '../adapters/backends/scripted.ts';
import { runCommand } from '../adapters/processes.ts';
import type { Backend } from '../engine/backend.ts';
import { endpointKey } from '../model/address.ts';
import type { Route } from '../model/route.ts';
import { capabilitiesOf } from './own-models.ts';
import type { HostServices, HostSettings } from './seam.ts';

/** The name under which a base URL without an endpoint's name is kept. */
export const DEFAULT_ENDPOINT = 'default';

type Setup = {
  readonly host: HostServices;
  readonly settings: HostSettings;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Base URLs by endpoint, as the run's options keep them. */
  readonly endpoints: Readonly<Record<string, string>>;
  readonly script: string | undefined;
};

/** Every backend a run may use, by its name; a key is looked up when it is needed, for it may be another by then. */
export async function openBackends(setup: Setup): Promise<(route: Route) => Backend | undefined> {
  const { host, script, settings, env } = setup;
  const { executables, acpCommand, environment: allow } = settings;
  const native = (of: 'openai' | 'anthropic' | 'openai-compatible'): NativeDeps => ({
    key: (route) => firstKey(host, keyNames(of, route)),
    baseUrl: (route) => baseUrlOf(setup, of, route),
    runCommand,
    capabilitiesOf: capabilitiesOf(settings),
  });
  const backends: readonly Backend[] = [
    openai(native('openai')),
    openaiCompatible(native('openai-compatible')),
    anthropic(native('anthropic')),
    claude({ command: [executables.claude ?? (await findCli('claude', env)) ?? 'claude'], env, allow }),
    codex({ command: [executables.codex ?? (await findCli('codex', env)) ?? 'codex'], env, allow }),
    ...(acpCommand ? [acp({ command: commandWords(acpCommand), env, allow })] : []),
    ...(script ? [scripted({ read: () => readFile(script, 'utf8'), runCommand })] : []),
    ...host.backends,
  ];
  const byName = new Map(backends.map((backend) => [backend.name, backend]));
  return ({ backend }) => byName.get(backend);
}

/** The variables that may hold the key of a route, the most particular first. */
export function keyNames(backend: string, { endpoint }: Route): readonly string[] {
  const own = endpoint ? [endpointKey(endpoint)] : [];
  return [...own, backend === 'anthropic' ? 'ANTHROPIC_API_KEY' : 'OPENAI_API_KEY'];
}

export function baseUrlOf(
  { endpoints, settings, env }: Pick<Setup, 'endpoints' | 'settings' | 'env'>,
  backend: string,
  { endpoint }: Route,
): string | undefined {
  if (endpoint) return endpoints[endpoint];
  if (backend === 'anthropic') return settings.anthropicBaseUrl ?? env['ANTHROPIC_BASE_URL'];
  if (backend === 'openai-compatible' && endpoints[DEFAULT_ENDPOINT]) return endpoints[DEFAULT_ENDPOINT];
  return settings.openaiBaseUrl ?? env['OPENAI_BASE_URL'];
}

async function firstKey(host: HostServices, names: readonly string[]): Promise<string | undefined> {
  for (const name of names) {
    const key = await host.secret(name);
    if (key) return key;
  }
  return undefined;
}
