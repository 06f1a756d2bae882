import { isAbsolute } from 'node:path';
import { commandWords } from '../adapters/backends/command-words.ts';
import { type Cli, onPath } from '../adapters/backends/discover.ts';
import { takesChatTools } from '../adapters/models.ts';
import { formatRoute, PHASES, type Phase, type Route } from '../model/route.ts';
import type { Around } from './around.ts';
import { capabilitiesOf } from './own-models.ts';
import { reachOf } from './reach.ts';
import type { Use } from './uses.ts';

const SIGN_IN: Readonly<Record<Cli, string>> = {
  claude: 'run `claude` and sign in, or set ANTHROPIC_API_KEY',
  codex: 'run `codex login`, or set OPENAI_API_KEY',
};

/** What stands in a run's way, a sentence each. Nothing is asked that the run does not use. */
export async function gapsOf(uses: readonly Use[], around: Around): Promise<readonly string[]> {
  const missing = new Map<string, Set<Phase>>();
  for (const { route, phases } of uses) {
    const gap = await useGap(route, around);
    if (gap) missing.set(gap, new Set<Phase>([...(missing.get(gap) ?? []), ...phases]));
  }
  return [...missing].map(
    ([gap, phases]) => `For the ${listed(PHASES.filter((phase) => phases.has(phase)))}: ${gap}.`,
  );
}

/** The same of a route that is to serve a phase: all of them need tools, and a model. */
export const useGap = async (route: Route, around: Around) =>
  (await gapOf(route, around)) ?? modelGap(route, around);

function modelGap(route: Route, { settings }: Around): string | undefined {
  const { backend, model } = route;
  if (backend !== 'openai-compatible') return undefined;
  if (!model)
    return `${formatRoute(route)} has no model of its own; name one, as in ${formatRoute({ ...route, model: 'MODEL' })}`;
  return takesChatTools(capabilitiesOf(settings)(model))
    ? undefined
    : `${model} takes no tools over Chat Completions, and so can do no work there; route it to openai, or name another model`;
}

/** Why a route cannot be used now, and the way out; undefined where it can, as far as can be told without asking it. */
export async function gapOf(route: Route, around: Around): Promise<string | undefined> {
  switch (route.backend) {
    case 'claude':
    case 'codex':
      return cliGap(route.backend, around);
    case 'acp':
      return acpGap(around);
    case 'scripted':
      return around.scripted ? undefined : '`scripted` plays recorded answers; say which with --script FILE';
    case 'copilot':
      return around.host.backends.some(({ name }) => name === 'copilot')
        ? undefined
        : '`copilot` are the models of VS Code, which only a run inside VS Code can ask, and only while it has some: sign in to Copilot, or install an extension that brings models';
    case 'openai':
    case 'openai-compatible':
    case 'anthropic':
      return addressGap(route, around);
  }
}

async function cliGap(name: Cli, around: Around): Promise<string | undefined> {
  const found = await around.cli(name);
  if ('problem' in found) return found.problem;
  return found.signedIn === false ? `${name} is not signed in; ${SIGN_IN[name]}` : undefined;
}

async function acpGap({ settings, env }: Around): Promise<string | undefined> {
  const [program] = commandWords(settings.acpCommand ?? '');
  if (!program)
    return 'no ACP agent is named; set BARO_ACP_COMMAND or `baro.models.acpCommand` to its command line';
  if (isAbsolute(program) || (await onPath(program, env))) return undefined;
  return `the ACP agent \`${program}\` is not on the PATH`;
}

async function addressGap(route: Route, around: Around): Promise<string | undefined> {
  const reach = await reachOf(around, { backend: route.backend, endpoint: route.endpoint });
  return 'missing' in reach ? reach.missing : undefined;
}

const listed = (words: readonly string[]) =>
  words.length > 1 ? `${words.slice(0, -1).join(', ')} and ${words.at(-1)}` : (words[0] ?? '');
