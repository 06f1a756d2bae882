import { afterEach, expect, test } from 'vitest';
import { openBackends } from '../../src/run/backends.ts';
import { type ModelServer, modelServer } from '../support/model-server.ts';
import { hostWith, noSettings } from '../support/no-settings.ts';
import { question, thought } from '../support/think.ts';

const servers: ModelServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function served() {
  const server = await modelServer(() => ({ calls: [{ name: 'finish', args: { summary: 'done' } }] }));
  servers.push(server);
  return server;
}

test('T005 a key that was entered meanwhile is the one that the next question is asked with', async () => {
  const server = await served();
  const keys: Record<string, string> = { OPENAI_API_KEY: 'old-key' };
  const backends = await openBackends({
    host: hostWith(keys),
    settings: { ...noSettings, openaiBaseUrl: server.openaiUrl },
    env: {},
    endpoints: {},
    script: undefined,
  });
  const route = { backend: 'openai', model: 'fake-1' } as const;
  const ask = async () => {
    const backend = backends(route);
    if (!backend) throw new Error('it is not there');
    return (await thought(backend, question({ route }))).outcome;
  };
  expect((await ask()).ok).toBe(true);
  keys['OPENAI_API_KEY'] = 'new-key';
  expect((await ask()).ok).toBe(true);
  expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
    'Bearer old-key',
    'Bearer new-key',
  ]);
});

test('each address is asked with its own key, else with the key of its kind', async () => {
  const [near, far, native] = [await served(), await served(), await served()];
  const backends = await openBackends({
    host: hostWith({ OPENAI_API_KEY: 'common', ANTHROPIC_API_KEY: 'other', BARO_KEY_FAR_AWAY: 'own' }),
    settings: { ...noSettings, anthropicBaseUrl: native.anthropicUrl },
    env: {},
    endpoints: { near: near.openaiUrl, 'far-away': far.openaiUrl },
    script: undefined,
  });
  for (const route of [
    { backend: 'openai-compatible', model: 'fake-1', endpoint: 'near' },
    { backend: 'openai-compatible', model: 'fake-1', endpoint: 'far-away' },
    { backend: 'anthropic', model: 'fake-1' },
  ] as const) {
    const backend = backends(route);
    if (backend) await thought(backend, question({ route }));
  }
  const keyAt = ({ requests }: ModelServer) => requests.map(({ headers }) => headers.authorization);
  expect([near, far, native].map(keyAt)).toEqual([['Bearer common'], ['Bearer own'], ['Bearer other']]);
});
