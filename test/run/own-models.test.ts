import { expect, test } from 'vitest';
import { capabilitiesBy } from '../../src/adapters/models.ts';
import { priceOf } from '../../src/adapters/prices.ts';
import { formatRoute, type Routes } from '../../src/model/route.ts';
import { chooseRoutes } from '../../src/run/choose-routes.ts';
import { readOwnModels } from '../../src/run/own-models.ts';

/** What a person wrote, read; a problem fails the test. */
function read(raw: unknown) {
  const own = readOwnModels(raw);
  if ('problems' in own) throw new Error(own.problems.join(' '));
  return own;
}
const written = ({ phases, tiers, ladder }: Routes) => ({
  phases: Object.fromEntries(Object.entries(phases).map(([phase, route]) => [phase, formatRoute(route)])),
  tiers: Object.fromEntries(
    Object.entries(tiers).map(([tier, route]) => [tier, route && formatRoute(route)]),
  ),
  ladder: ladder.map(formatRoute),
});
function chosen(presets: object, preset: string) {
  const routes = chooseRoutes({ preset, own: read({ presets }).presets });
  return 'problem' in routes ? routes.problem : written(routes);
}

test('a preset of one’s own is like another, but for what it says', () => {
  const thrifty = {
    like: 'anthropic',
    story: 'openai-compatible:qwen3@ollama',
    light: 'copilot',
    ladder: ['codex#high'],
  };
  expect(chosen({ thrifty }, 'thrifty')).toEqual({
    phases: {
      architect: 'anthropic:claude-opus-5-5',
      planner: 'anthropic:claude-opus-5-5',
      story: 'openai-compatible:qwen3@ollama',
      critic: 'anthropic:claude-haiku-5-5',
      surgeon: 'anthropic:claude-opus-5-5',
    },
    tiers: { light: 'copilot', heavy: 'anthropic:claude-opus-5-5' },
    ladder: ['codex#high'],
  });
});

test('one that is like no other is its story’s route in every phase', () => {
  const routes = chosen({ local: { story: 'openai-compatible:qwen3@ollama' } }, 'local');
  expect(new Set(Object.values((routes as { phases: object }).phases))).toEqual(
    new Set(['openai-compatible:qwen3@ollama']),
  );
});

test('one that bears the name of a shipped preset takes its place, and can build on it', () => {
  expect(chosen({ codex: { like: 'codex', critic: 'anthropic:claude-haiku-5-5' } }, 'codex')).toMatchObject({
    phases: { story: 'codex', critic: 'anthropic:claude-haiku-5-5' },
  });
});

test('two that are like each other end in a sentence, not in a circle', () => {
  expect(chosen({ a: { like: 'b', critic: 'codex' }, b: { like: 'a', critic: 'codex' } }, 'a')).toContain(
    '"a" is neither a preset',
  );
});

test('a ladder that was asked for takes the place of the preset’s', () => {
  const routes = chooseRoutes({ preset: 'anthropic', ladder: [{ backend: 'codex' }] });
  expect('ladder' in routes && routes.ladder.map(formatRoute)).toEqual(['codex']);
});

test('a price of one’s own comes before the list price, and gives a price to a model that has none', () => {
  const { prices } = read({
    prices: {
      'claude-opus-5-5': { input: 1, output: 2 },
      qwen3: { rates: [{ input: 0.5, output: 1, cacheRead: 0 }] },
    },
  });
  const tokens = { input: 1_000_000, cacheWrite: 0, cacheRead: 1_000_000, output: 1_000_000, reasoning: 0 };
  const price = priceOf(prices);
  expect(price({ backend: 'anthropic' }, 'claude-opus-5-5', tokens)).toBe(4);
  expect(price({ backend: 'openai-compatible' }, 'qwen3', tokens)).toBe(1.5);
  expect(price({ backend: 'openai-compatible' }, 'unheard-of', tokens)).toBeNull();
});

test('what a model can do is said by the beginning of its name, before what is known of it', () => {
  const { capabilities } = read({
    capabilities: { qwen3: { output: 32_000 }, 'gpt-5.5': { effort: ['low'] } },
  });
  const of = capabilitiesBy(capabilities);
  expect(of('qwen3-coder')).toMatchObject({ output: 32_000, context: 128_000 });
  expect(of('gpt-5.5-2026-04-23').effort).toEqual(['low']);
  expect(capabilitiesBy()('gpt-5.5').effort).not.toEqual(['low']);
});

test.each([
  ['/home/settings.json is not JSON', '/home/settings.json is not JSON.'],
  [{ presets: { mine: {} } }, 'baro.models.presets.mine: say the route of `story`'],
  [{ presets: { mine: { story: 'abacus' } } }, 'baro.models.presets.mine.story: "abacus" is no backend'],
  [
    { presets: { mine: { story: 'codex', judge: 'codex' } } },
    'baro.models.presets.mine holds what is not known: judge.',
  ],
  [[], 'baro.models has to be an object.'],
  [{ capabilities: { qwen3: { output: 0 } } }, 'baro.models.capabilities.qwen3.output has to be '],
  [{ prices: { qwen3: { input: -1, output: 1 } } }, 'baro.models.prices.qwen3'],
])('what makes no sense is said with its place: %j', (raw, problem) => {
  const own = readOwnModels(raw);
  expect('problems' in own && own.problems.join('\n')).toContain(problem);
});
