import { expect, test } from 'vitest';
import { lookAround } from '../../src/run/around.ts';
import { detectPreset, impliedPreset } from '../../src/run/detect.ts';
import { machineWith } from '../support/fake-clis.ts';
import { hostWith } from '../support/no-settings.ts';

const here = { version: '9.1.0', signedIn: true };
const signedOut = { version: '9.1.0', signedIn: false };
const both = { ANTHROPIC_API_KEY: 'a', OPENAI_API_KEY: 'b' };

test.each([
  ['hybrid', { claude: here, codex: here }, both, {}],
  ['claude', { claude: here }, both, {}],
  ['claude', { claude: here, codex: signedOut }, both, {}],
  ['codex', { codex: here }, both, {}],
  ['anthropic', { claude: signedOut }, both, {}],
  ['openai', {}, { OPENAI_API_KEY: 'b' }, {}],
  ['openai', {}, {}, { OPENAI_BASE_URL: 'http://127.0.0.1:11434/v1' }],
])('the preset is %s where %j is installed and %j is set', async (preset, clis, keys, more) => {
  const env = { ...machineWith(clis), ...more };
  const detected = await detectPreset(lookAround(hostWith(keys), env));
  expect(detected).toMatchObject({ preset, said: expect.stringContaining(`preset ${preset}, because`) });
});

test('where nothing is signed in, a sentence says what can be done', async () => {
  const env = { ...machineWith({}), OPENAI_BASE_URL: 'https://models.example.org' };
  const detected = await detectPreset(lookAround(hostWith(), env));
  expect(detected).toEqual({ problem: expect.stringMatching(/ANTHROPIC_API_KEY.*baro doctor/) });
});

test('the models of the editor come last', async () => {
  const copilot = { name: 'copilot' as const, think: () => Promise.reject(new Error('not asked')) as never };
  const host = hostWith({}, { backends: [copilot] });
  expect(await detectPreset(lookAround(host, machineWith({})))).toMatchObject({ preset: 'copilot' });
  expect(await detectPreset(lookAround(host, machineWith({ codex: here })))).toMatchObject({
    preset: 'codex',
  });
});

test('a script, a server or a backend for every phase says itself what is meant', () => {
  const approve = 'auto';
  const codex = { backend: 'codex' } as const;
  const everyone = { architect: codex, planner: codex, story: codex, critic: codex, surgeon: codex };
  expect(impliedPreset({ approve, script: '/s.json' })).toBe('scripted');
  expect(impliedPreset({ approve, openaiBaseUrl: 'http://localhost:1' })).toBe('openai');
  expect(impliedPreset({ approve, phaseRoutes: everyone })).toBe('codex');
  expect(impliedPreset({ approve, phaseRoutes: { story: codex } })).toBeUndefined();
});
