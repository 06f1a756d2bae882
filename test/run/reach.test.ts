import { expect, test } from 'vitest';
import { type Secret, sealKey, secretFor } from '../../src/run/key-binding.ts';
import { keyNameFor, reachOf } from '../../src/run/reach.ts';
import type { HostServices, HostSettings } from '../../src/run/seam.ts';
import { hostWith, noSettings } from '../support/no-settings.ts';

const OPENAI = 'https://api.openai.com/v1';

/** A front end that has stored these keys, each for its server, with the settings as they are now. */
const storing = (
  stored: Readonly<Record<string, readonly [key: string, server: string]>>,
  settings: HostSettings = noSettings,
): HostServices =>
  hostWith(
    {},
    {
      settings: () => settings,
      secret: async (name, server): Promise<Secret | undefined> => {
        const one = stored[name];
        return secretFor(server, { sealed: one && sealKey(...one), inEnvironment: undefined });
      },
    },
  );

const at = (
  host: HostServices,
  more: { env?: Record<string, string>; endpoints?: Record<string, string> } = {},
) => ({
  host,
  settings: host.settings(),
  env: more.env ?? {},
  endpoints: more.endpoints ?? {},
});

test('a stored key goes to the server it was entered for', async () => {
  const host = storing({ OPENAI_API_KEY: ['sk-1', OPENAI] });
  expect(await reachOf(at(host), { backend: 'openai' })).toEqual({ baseUrl: OPENAI, key: 'sk-1' });
  expect(await keyNameFor(at(host), { backend: 'openai' })).toBe('OPENAI_API_KEY');
});

test('a stored key is not sent to where the environment says that questions go', async () => {
  const host = storing({
    OPENAI_API_KEY: ['sk-1', OPENAI],
    ANTHROPIC_API_KEY: ['sk-2', 'https://api.anthropic.com'],
  });
  const env = { OPENAI_BASE_URL: 'https://proxy.test/v1', ANTHROPIC_BASE_URL: 'http://127.0.0.1:9' };
  expect(await reachOf(at(host, { env }), { backend: 'openai' })).toEqual({
    missing:
      'there is no key for openai: the stored OPENAI_API_KEY is not used, it was entered for https://api.openai.com, not for https://proxy.test; set OPENAI_API_KEY',
  });
  expect(await reachOf(at(host, { env }), { backend: 'anthropic' })).toMatchObject({
    baseUrl: 'http://127.0.0.1:9',
    key: undefined,
    unkeyed: expect.stringContaining(
      'it was entered for https://api.anthropic.com, not for http://127.0.0.1:9',
    ),
  });
  expect(await keyNameFor(at(host, { env }), { backend: 'openai' })).toBeUndefined();
});

test('a key that was entered for the new address of an endpoint is not sent to the old one', async () => {
  const now = { ...noSettings, endpoints: { lab: 'https://new.lab.test/v1' } };
  const host = storing({ BARO_KEY_LAB: ['sk-new', 'https://new.lab.test/v1'] }, now);
  const lab = { backend: 'openai-compatible', endpoint: 'lab' } as const;
  const begunBefore = at(host, { endpoints: { lab: 'https://old.lab.test/v1' } });
  expect(await reachOf(begunBefore, lab)).toEqual({
    missing:
      'there is no key for openai-compatible@lab: the stored BARO_KEY_LAB is not used, it was entered for https://new.lab.test, not for https://old.lab.test, which this run asks; make https://old.lab.test its address in the settings again and enter the key once more, or start a new run',
  });
  expect(await reachOf(at(host), lab)).toEqual({ baseUrl: 'https://new.lab.test/v1', key: 'sk-new' });
});

test('the key of OpenAI is not lent to an endpoint that has none', async () => {
  const host = storing({ OPENAI_API_KEY: ['sk-1', OPENAI] });
  const endpoints = { far: 'https://far.test/v1' };
  expect(await reachOf(at(host, { endpoints }), { backend: 'openai-compatible', endpoint: 'far' })).toEqual({
    missing: expect.stringContaining('the stored OPENAI_API_KEY is not used'),
  });
});

test('nothing is asked of an endpoint whose address nobody knows', async () => {
  const host = hostWith({ BARO_KEY_LAB: 'sk-lab', OPENAI_API_KEY: 'sk-1' });
  expect(await reachOf(at(host), { backend: 'openai-compatible', endpoint: 'lab' })).toEqual({
    missing: expect.stringContaining('whose address is not known'),
  });
  expect(await reachOf(at(host), { backend: 'openai-compatible' })).toEqual({
    missing: expect.stringContaining('has no address'),
  });
});

test("the environment's own keys go where the environment says", async () => {
  const host = hostWith({ OPENAI_API_KEY: 'sk-env' });
  const env = { OPENAI_BASE_URL: 'https://proxy.test/v1' };
  expect(await reachOf(at(host, { env }), { backend: 'openai' })).toEqual({
    baseUrl: 'https://proxy.test/v1',
    key: 'sk-env',
  });
});
