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
import type { Environment } from '../adapters/environment.ts';
import { runCommand } from '../adapters/processes.ts';
import type { Backend } from '../engine/backend.ts';
import type { Route } from '../model/route.ts';
import { capabilitiesOf } from './own-models.ts';
import { reachOf } from './reach.ts';
import type { HostServices, HostSettings } from './seam.ts';

type Setup = {
  readonly host: HostServices;
  readonly settings: HostSettings;
  readonly env: Environment;
  /** Base URLs by endpoint, as the run's options keep them. */
  readonly endpoints: Readonly<Record<string, string>>;
  readonly script: string | undefined;
};

/** Every backend a run may use, by its name; a key is looked up when it is needed, for it may be another by then. */
export async function openBackends(setup: Setup): Promise<(route: Route) => Backend | undefined> {
  const { host, script, settings, env } = setup;
  const { executables, acpCommand, environment: allow } = settings;
  const native: NativeDeps = {
    reach: (route) => reachOf(setup, route),
    runCommand,
    capabilitiesOf: capabilitiesOf(settings),
  };
  const backends: readonly Backend[] = [
    openai(native),
    openaiCompatible(native),
    anthropic(native),
    claude({ command: [executables.claude ?? (await findCli('claude', env)) ?? 'claude'], env, allow }),
    codex({ command: [executables.codex ?? (await findCli('codex', env)) ?? 'codex'], env, allow }),
    ...(acpCommand ? [acp({ command: commandWords(acpCommand), env, allow })] : []),
    ...(script ? [scripted({ read: () => readFile(script, 'utf8'), runCommand })] : []),
    ...host.backends,
  ];
  const byName = new Map(backends.map((backend) => [backend.name, backend]));
  return ({ backend }) => byName.get(backend);
}
