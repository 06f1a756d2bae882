import type { Reach } from '../adapters/backends/native.ts';
import { addressProblem, endpointKey, isThisMachine } from '../model/address.ts';
import { formatRoute, type Route } from '../model/route.ts';
import { originOf, whyNot } from './key-binding.ts';
import type { HostServices } from './seam.ts';
import { type Addresses, serverOf } from './server-of.ts';

type Reaching = Addresses & { readonly host: Pick<HostServices, 'secret' | 'settings'> };
type ByEndpoint = Pick<Route, 'backend' | 'endpoint'>;

/** Where a route's questions go and with which key, or what is missing: for gaps beforehand and for the question itself. */
export async function reachOf(at: Reaching, route: ByEndpoint): Promise<Reach> {
  const { backend, endpoint } = route;
  const baseUrl = serverOf(at, backend, route);
  if (baseUrl === undefined)
    return {
      missing: endpoint
        ? `${formatRoute(route)} names the endpoint "${endpoint}", whose address is not known; say --endpoint ${endpoint}=URL, or add it to \`baro.models.endpoints\``
        : `${backend} has no address; say --openai-base-url URL, or name one with --endpoint NAME=URL or in \`baro.models.endpoints\``,
    };
  const problem = addressProblem(baseUrl);
  if (problem) return { missing: `the base URL of ${backend} ${problem}` };
  const found = await findKey(at, route, baseUrl);
  if (found && 'key' in found) return { baseUrl, key: found.key };
  const missing = found
    ? whereItBelongs(at, route, baseUrl, found)
    : `there is no key for ${formatRoute(route)}; set ${keyNames(route).join(' or ')}`;
  return isThisMachine(baseUrl) ? { baseUrl, key: undefined, unkeyed: missing } : { missing };
}

/** The variable that holds a key for the server of a route, if any does. */
export async function keyNameFor(at: Reaching, route: ByEndpoint): Promise<string | undefined> {
  const server = serverOf(at, route.backend, route);
  const found = server === undefined ? undefined : await findKey(at, route, server);
  return found && 'key' in found ? found.name : undefined;
}

/** What there is to say of a stored key that does not go to the server of a route, if there is such a one. */
export async function strayKey(at: Reaching, route: ByEndpoint): Promise<string | undefined> {
  const server = serverOf(at, route.backend, route);
  const found = server === undefined ? undefined : await findKey(at, route, server);
  return server && found && 'enteredFor' in found ? whereItBelongs(at, route, server, found) : undefined;
}

type Stray = { readonly name: string; readonly enteredFor: string };

/** The first key that may go there; without one, a stored key that may not. */
async function findKey(
  { host }: Reaching,
  route: ByEndpoint,
  server: string,
): Promise<{ readonly name: string; readonly key: string } | Stray | undefined> {
  let stray: Stray | undefined;
  for (const name of keyNames(route)) {
    const secret = await host.secret(name, server);
    if (secret && 'key' in secret) return { name, key: secret.key };
    if (secret) stray ??= { name, enteredFor: secret.enteredFor };
  }
  return stray;
}

/** The variables that may hold the key of a route, the most particular first. */
function keyNames({ backend, endpoint }: ByEndpoint): readonly string[] {
  const own = endpoint ? [endpointKey(endpoint)] : [];
  return [...own, backend === 'anthropic' ? 'ANTHROPIC_API_KEY' : 'OPENAI_API_KEY'];
}

/** Entering the key once more helps only where the settings name the server that is to be asked. */
function whereItBelongs(at: Reaching, route: ByEndpoint, server: string, stray: Stray): string {
  const said = `there is no key for ${formatRoute(route)}: the stored ${stray.name} is not used, ${whyNot(stray, server)}`;
  const entered = serverOf({ ...at, endpoints: {}, settings: at.host.settings() }, route.backend, route);
  if (entered !== undefined && originOf(entered) === originOf(server))
    return `${said}; set ${keyNames(route).join(' or ')}`;
  return `${said}, which this run asks; make ${originOf(server)} its address in the settings again and enter the key once more, or start a new run`;
}
