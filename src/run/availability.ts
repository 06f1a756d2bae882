import { type Cli, discover } from '../adapters/backends/discover.ts';
import { BACKENDS, type BackendName, formatRoute, type Route, type Routes } from '../model/route.ts';
import { baseUrlOf, keyNames } from './backends.ts';
import { usedRoutes } from './choose-routes.ts';
import type { HostServices } from './seam.ts';

type Environment = Readonly<Record<string, string | undefined>>;
type Ready = { readonly ready: true } | { readonly ready: false; readonly why: string };

/** What a backend that is asked without an endpoint needs, and whether it is there. Nothing is asked over the network. */
export async function isReady(
  route: Route,
  host: HostServices,
  env: Environment,
  endpoints: Readonly<Record<string, string>>,
): Promise<Ready> {
  const { backend, endpoint } = route;
  if (endpoint && !endpoints[endpoint])
    return no(
      `there is no endpoint "${endpoint}"; name its address with --endpoint ${endpoint}=URL or in the settings`,
    );
  switch (backend) {
    case 'claude':
    case 'codex':
      return cliReady(backend, host, env);
    case 'acp':
      return host.settings().acpCommand
        ? { ready: true }
        : no(
            'no agent is set; name its command line in the setting baro.models.acpCommand or in BARO_ACP_COMMAND',
          );
    case 'copilot':
      return host.backends.some(({ name }) => name === 'copilot')
        ? { ready: true }
        : no("VS Code's own models can only be asked from VS Code");
    case 'scripted':
      return { ready: true };
    default:
      return keyReady(route, host, env, endpoints);
  }
}

async function cliReady(cli: Cli, host: HostServices, env: Environment): Promise<Ready> {
  const found = await discover(cli, env, host.settings().executables[cli]);
  if ('problem' in found) return no(found.problem);
  return found.signedIn === false
    ? no(`${cli} is installed and not signed in; run \`${cli}\` once and sign in`)
    : { ready: true };
}

async function keyReady(
  route: Route,
  host: HostServices,
  env: Environment,
  endpoints: Readonly<Record<string, string>>,
): Promise<Ready> {
  const names = keyNames(route.backend, route);
  for (const name of names) if (await host.secret(name)) return { ready: true };
  const url = baseUrlOf({ endpoints, settings: host.settings(), env }, route.backend, route);
  // A server on this machine may want no key.
  if (url && /^https?:\/\/(localhost|127\.|\[::1\])/.test(url)) return { ready: true };
  if (route.backend === 'openai-compatible' && !url)
    return no('it has no address; give one with --openai-base-url URL or --endpoint NAME=URL');
  return no(`there is no key; set ${names.join(' or ')}, or use “Baro: Set API Key” in VS Code`);
}

const no = (why: string): Ready => ({ ready: false, why });

/** What stands in the way of the routes of a run, a sentence for each backend that some phase uses. */
export async function gapsOf(
  routes: Routes,
  host: HostServices,
  env: Environment,
  endpoints: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const gaps = new Map<string, string>();
  for (const route of usedRoutes(routes)) {
    const state = await isReady(route, host, env, endpoints);
    const name = formatRoute({
      backend: route.backend,
      ...(route.endpoint ? { endpoint: route.endpoint } : {}),
    });
    if (!state.ready) gaps.set(name, `${name} cannot be used: ${state.why}.`);
  }
  return [...gaps.values()];
}

/** The preset for what is signed in, best first; undefined where nothing is. */
export async function bestPreset(host: HostServices, env: Environment): Promise<string | undefined> {
  const ready = new Map<BackendName, boolean>();
  const is = async (backend: BackendName) => {
    const known = ready.get(backend) ?? (await isReady({ backend }, host, env, {})).ready;
    ready.set(backend, known);
    return known;
  };
  if ((await is('claude')) && (await is('codex'))) return 'hybrid';
  for (const backend of ['claude', 'codex', 'anthropic', 'openai', 'copilot'] as const)
    if (await is(backend)) return backend;
  return undefined;
}

/** What to do where no backend can be asked at all. */
export const NOTHING_SIGNED_IN =
  'No model can be asked: neither Claude Code nor Codex is signed in, and neither ANTHROPIC_API_KEY nor OPENAI_API_KEY is set. Do one of these, or name a backend with --llm. `baro doctor` tells more.';

/** Every backend with whether it is ready, for lists of choices. */
export const allReady = (host: HostServices, env: Environment, endpoints: Readonly<Record<string, string>>) =>
  Promise.all(
    BACKENDS.map(async (backend) => ({ backend, state: await isReady({ backend }, host, env, endpoints) })),
  );
