import { readFile } from 'node:fs/promises';
import { acp } from '../adapters/backends/acp.ts';
import { anthropic } from '../adapters/backends/anthropic-messages.ts';
import { openaiCompatible } from '../adapters/backends/chat-completions.ts';
import { claude } from '../adapters/backends/claude.ts';
import type { CliOptions } from '../adapters/backends/cli-options.ts';
import { codex } from '../adapters/backends/codex.ts';
import { commandWords } from '../adapters/backends/command-words.ts';
import { type Cli, discover } from '../adapters/backends/discover.ts';
import type { NativeDeps } from '../adapters/backends/native.ts';
import { openai } from '../adapters/backends/openai-responses.ts';
import { scripted } from '../adapters/backends/scripted.ts';
import { runCommand } from '../adapters/processes.ts';
import type { Backend } from '../engine/ports.ts';
import type { Route } from '../model/route.ts';
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

/** Every backend a run may use, by its name; keys are looked up once, when the run is opened. */
export async function openBackends(setup: Setup): Promise<(route: Route) => Backend | undefined> {
  const { host, script } = setup;
  const { acpCommand } = setup.settings;
  const keys = await readKeys(setup);
  const native = (of: 'openai' | 'anthropic' | 'openai-compatible'): NativeDeps => ({
    key: (route) => keys.get(keyNames(of, route).find((name) => keys.has(name)) ?? ''),
    baseUrl: (route) => baseUrlOf(setup, of, route),
    runCommand,
  });
  const backends: readonly Backend[] = [
    openai(native('openai')),
    openaiCompatible(native('openai-compatible')),
    anthropic(native('anthropic')),
    ...(script ? [scripted({ read: () => readFile(script, 'utf8'), runCommand })] : []),
    installed('claude', claude, setup),
    installed('codex', codex, setup),
    ...(acpCommand ? [acp({ env: setup.env, command: () => commandWords(acpCommand) })] : []),
    ...host.backends,
  ];
  const byName = new Map(backends.map((backend) => [backend.name, backend]));
  return ({ backend }) => byName.get(backend);
}

/** A CLI of the person's own, looked for when it is first asked: a story may be sent to it at any time. */
function installed(name: Cli, make: (options: CliOptions) => Backend, { settings, env }: Setup): Backend {
  let found: ReturnType<typeof discover> | undefined;
  return {
    name,
    async *think(request) {
      found ??= discover(name, env, settings.executables[name]);
      const cli = await found;
      if ('command' in cli) return yield* make({ env, command: () => cli.command }).think(request);
      found = undefined; // it may be installed by the next time
      return { ok: false, kind: 'provider', trouble: 'model', reason: cli.problem };
    },
  };
}

/** The variables that may hold the key of a route, the most particular first. */
export function keyNames(backend: string, { endpoint }: Route): readonly string[] {
  const own = endpoint ? [`BARO_KEY_${endpoint.toUpperCase().replaceAll('-', '_')}`] : [];
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

async function readKeys({ host, endpoints }: Setup): Promise<ReadonlyMap<string, string>> {
  const names = [
    'OPENAI_API_KEY',
    'ANTHROPIC_API_KEY',
    ...Object.keys(endpoints).flatMap((endpoint) => keyNames('openai', { backend: 'openai', endpoint })),
  ];
  const keys = new Map<string, string>();
  for (const name of new Set(names)) {
    const key = await host.secret(name);
    if (key) keys.set(name, key);
  }
  return keys;
}
