import { expect, test } from 'vitest';
import { openBackends } from '../../src/run/backends.ts';
import { Keys } from '../../src/vscode/keys.ts';
import { modelServer } from '../support/model-server.ts';
import { hostWith, noSettings } from '../support/no-settings.ts';
import { question, thought } from '../support/think.ts';

/** What VS Code keeps secret, as far as it is asked here. */
function secretStorage() {
  const kept = new Map<string, string>();
  return {
    get: async (name: string) => kept.get(name),
    store: async (name: string, value: string) => void kept.set(name, value),
    delete: async (name: string) => void kept.delete(name),
  };
}

test('a key that was entered for OpenAI is not sent to the server of an environment that came later', async () => {
  const secrets = secretStorage();
  await new Keys(secrets, {}).set('OPENAI_API_KEY', 'sk-real', noSettings);
  const server = await modelServer(() => ({ text: 'done' }));
  const env = { OPENAI_BASE_URL: server.openaiUrl };
  const keys = new Keys(secrets, env);
  const route = { backend: 'openai', model: 'fake-1' } as const;
  const ask = async () => {
    const backends = await openBackends({
      host: hostWith({}, { secret: (name, at) => keys.get(name, at) }),
      ...{ settings: noSettings, env, endpoints: {}, script: undefined },
    });
    const backend = backends(route);
    if (!backend) throw new Error('it is not there');
    await thought(backend, question({ route }));
    return server.requests.at(-1)?.headers.authorization;
  };
  expect(await ask()).toBeUndefined();
  expect(keys.serverOf('OPENAI_API_KEY', noSettings)).toBe(server.openaiUrl);
  await keys.set('OPENAI_API_KEY', 'sk-local', noSettings);
  expect(await ask()).toBe('Bearer sk-local');
  await server.close();
});

test('what is handed to another process are the keys as they are stored, those of old endpoints too', async () => {
  const keys = new Keys(secretStorage(), { OPENAI_API_KEY: 'sk-env' });
  const settings = { ...noSettings, endpoints: { lab: 'https://lab.test/v1' } };
  await keys.set('BARO_KEY_LAB', 'sk-lab', settings);
  expect(await keys.sealed(['other', 'lab'])).toEqual({
    BARO_KEY_LAB: JSON.stringify({ key: 'sk-lab', server: 'https://lab.test' }),
  });
});
