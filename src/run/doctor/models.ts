import type { Cli } from '../../adapters/backends/discover.ts';
import type { ModelList } from '../../adapters/backends/native.ts';
import { formatRoute, type Route } from '../../model/route.ts';
import type { Around } from '../around.ts';
import { gapOf } from '../gaps.ts';
import { modelLists } from '../model-lists.ts';
import { serverOf } from '../server-of.ts';
import { type Check, check } from './check.ts';

/** What could think: the CLIs, the servers and their models. */
export async function modelChecks(around: Around): Promise<readonly Check[]> {
  const modelsAt = await modelLists(around);
  const servers: readonly Route[] = [
    { backend: 'anthropic' },
    { backend: 'openai' },
    ...Object.keys(around.endpoints).map((endpoint) => ({ backend: 'openai-compatible', endpoint }) as const),
    ...(around.host.backends.some(({ name }) => name === 'copilot') ? [{ backend: 'copilot' } as const] : []),
  ];
  const acp = around.settings.acpCommand === undefined ? [] : [acpCheck(around)];
  return Promise.all([
    cliCheck('claude', around),
    cliCheck('codex', around),
    ...acp,
    ...servers.map(async (server) => {
      const name = formatRoute(server);
      const gap = await gapOf(server, around);
      const key = await around.keyFor(server.backend, server.endpoint);
      if (gap) return check('models', name, 'absent', key ? 'cannot be used' : 'no key', gap);
      const list = await modelsAt(server);
      if (list && 'problem' in list) return refused(server, list, key, around);
      const models = list?.models ?? [];
      return check('models', name, 'ok', [listed(models), key && `key in ${key}`].filter(Boolean).join('; '));
    }),
  ]);
}

/** Who does not get to the models, or has no leave to, need not try a run; who gets no list of them may. */
function refused(
  server: Route,
  { problem, trouble }: Extract<ModelList, { problem: string }>,
  key: string | undefined,
  around: Around,
): Check {
  const name = formatRoute(server);
  const address = serverOf(around, server.backend, server) ?? 'its address';
  switch (trouble) {
    case 'auth':
      return check('models', name, 'absent', problem, `set ${key ?? 'a key'} to one that it takes`);
    case 'unreachable':
      return check('models', name, 'absent', problem, `see whether ${address} is right and can be reached`);
    default:
      return check('models', name, 'note', `no list of models: ${problem}`, 'a run asks it all the same');
  }
}

const listed = (models: readonly string[]) =>
  `${models.length} ${models.length === 1 ? 'model' : 'models'}${models.length > 0 ? `: ${models.slice(0, 4).join(', ')}${models.length > 4 ? ', …' : ''}` : ''}`;

async function cliCheck(name: Cli, around: Around): Promise<Check> {
  const found = await around.cli(name);
  if ('problem' in found) return check('models', name, 'absent', 'not there', found.problem);
  const gap = await gapOf({ backend: name }, around);
  if (gap) return check('models', name, 'absent', `${found.version}, not signed in`, gap);
  const signedIn = found.signedIn === undefined ? 'it does not say whether it is signed in' : 'signed in';
  return found.old
    ? check(
        'models',
        name,
        'note',
        `${found.version}, ${signedIn}`,
        'it is older than what Baro was tried with; update it if it fails',
      )
    : check('models', name, 'ok', `${found.version}, ${signedIn}`);
}

async function acpCheck(around: Around): Promise<Check> {
  const gap = await gapOf({ backend: 'acp' }, around);
  return gap
    ? check('models', 'acp', 'absent', 'not there', gap)
    : check('models', 'acp', 'ok', around.settings.acpCommand ?? '');
}
