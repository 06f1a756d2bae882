import { expect, test } from 'vitest';
import { parseRoute, type Route } from '../../src/model/route.ts';
import { lookAround } from '../../src/run/around.ts';
import { optionsOf } from '../../src/run/begin.ts';
import { gapOf, gapsOf } from '../../src/run/gaps.ts';
import type { RunSettings } from '../../src/run/seam.ts';
import { usesOf } from '../../src/run/uses.ts';
import { machineWith } from '../support/fake-clis.ts';
import { hostWith, noSettings } from '../support/no-settings.ts';
import { brief, plan } from '../support/scenario.ts';

const here = { version: '9.1.0', signedIn: true };
const out = { version: '9.1.0', signedIn: false };

const usesWith = (settings: Partial<RunSettings>, given?: ReturnType<typeof plan>) => {
  const options = optionsOf({ approve: 'auto', ...settings }, noSettings, settings.preset ?? 'hybrid');
  if ('problems' in options) throw new Error(options.problems.join());
  return usesOf(options, given);
};

const route = (text: string): Route => {
  const read = parseRoute(text);
  if ('problem' in read) throw new Error(read.problem);
  return read;
};

test.each([
  ['claude:opus', { claude: here }, {}, undefined],
  ['claude:opus', {}, {}, /claude is not installed; get it with/],
  ['claude:opus', { claude: out }, {}, /claude is not signed in; run/],
  ['codex', { codex: out }, {}, /codex is not signed in/],
  ['anthropic:claude-opus-5-5', {}, {}, /no key for anthropic; set ANTHROPIC_API_KEY/],
  ['anthropic:claude-opus-5-5', {}, { ANTHROPIC_API_KEY: 'k' }, undefined],
  ['openai:gpt-6-luna', {}, { ANTHROPIC_API_KEY: 'k' }, /set OPENAI_API_KEY/],
  ['openai-compatible:m@far', {}, {}, /no key for openai-compatible@far; set BARO_KEY_FAR or OPENAI_API_KEY/],
  ['openai-compatible:m@far', {}, { BARO_KEY_FAR: 'k' }, undefined],
  ['openai-compatible:m@near', {}, {}, undefined],
  ['openai-compatible:m@unsafe', {}, { OPENAI_API_KEY: 'k' }, /has to be https/],
  ['openai-compatible:m@nobody', {}, { OPENAI_API_KEY: 'k' }, /say --endpoint nobody=URL/],
  ['openai-compatible:m', {}, { OPENAI_API_KEY: 'k' }, /has no address; say --openai-base-url/],
  ['copilot', {}, {}, /only a run inside VS Code/],
  ['acp', {}, {}, /no ACP agent is named/],
  ['scripted', {}, {}, /--script FILE/],
])('%s where %j is installed and %j is set: %s', async (text, clis, keys, gap) => {
  const endpoints = {
    far: 'https://models.example.org/v1',
    near: 'http://localhost:11434/v1',
    unsafe: 'http://models.example.org/v1',
  };
  const around = lookAround(hostWith(keys), machineWith(clis), { endpoints });
  const found = await gapOf(route(text), around);
  if (gap) expect(found).toMatch(gap);
  else expect(found).toBeUndefined();
});

test.each([
  ['openai-compatible:gpt-6.1-sol@near', /gpt-6\.1-sol takes no tools over Chat Completions/],
  ['openai-compatible@near', /openai-compatible@near has no model of its own; name one/],
  ['openai-compatible:gpt-6.1-terra@near', undefined],
  ['openai:gpt-6.1-sol', undefined],
])('what %s cannot serve is said before it is asked: %s', async (text, gap) => {
  const around = lookAround(hostWith({ OPENAI_API_KEY: 'k' }), machineWith({}), {
    endpoints: { near: 'http://localhost:11434/v1' },
  });
  const gaps = await gapsOf([{ route: route(text), phases: ['planner', 'story'] }], around);
  expect(gaps).toEqual(gap ? [expect.stringMatching(gap)] : []);
  if (gap) expect(gaps[0]).toMatch(/^For the planner and story: /);
});

test('an agent that speaks ACP is looked for on the PATH', async () => {
  const speaking = (acpCommand: string) =>
    gapOf(
      route('acp'),
      lookAround(hostWith({}, { settings: () => ({ ...noSettings, acpCommand }) }), machineWith({})),
    );
  expect(await speaking('sh -c "x y"')).toBeUndefined();
  expect(await speaking('no-such-agent --acp')).toMatch(/`no-such-agent` is not on the PATH/);
});

test('each gap is said once, for all who would meet it', async () => {
  const around = lookAround(hostWith(), machineWith({ codex: out }));
  expect(await gapsOf(usesWith({}), around)).toEqual([
    expect.stringMatching(/^For the architect, planner, story, critic and surgeon: claude is not installed/),
    expect.stringMatching(/^For the story: codex is not signed in/),
  ]);
});

test('only what the run uses is looked at', () => {
  const backends = (settings: Partial<RunSettings>, given?: ReturnType<typeof plan>) =>
    usesWith(settings, given).map(({ route: { backend }, phases }) => [backend, phases.join(' ')].join(': '));
  const deepseek = { backend: 'openai-compatible', model: 'm', endpoint: 'd' } as const;
  expect(backends({ phaseRoutes: { story: deepseek } })).toEqual([
    'claude: architect planner surgeon',
    'openai-compatible: story',
    'claude: critic',
  ]);
  expect(backends({ phaseRoutes: { story: deepseek }, quick: true })).toEqual([
    'claude: planner',
    'openai-compatible: story',
  ]);
  expect(backends({ planOnly: true })).toEqual(['claude: architect planner']);
  const given = plan([brief('a', { route: deepseek }), brief('b', { tier: 'heavy' })]);
  const tierRoutes = { heavy: { backend: 'anthropic', model: 'x' } } as const;
  expect(backends({ quick: true, tierRoutes, preset: 'scripted' }, given)).toEqual([
    'openai-compatible: story',
    'anthropic: story',
  ]);
});
