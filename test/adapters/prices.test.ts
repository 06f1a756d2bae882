import { describe, expect, it } from 'vitest';
import { priceOf } from '../../src/adapters/prices.ts';
import type { Tokens } from '../../src/model/shapes.ts';

const route = { backend: 'openai' } as const;
const tokens = (part: Partial<Tokens>): Tokens => ({
  input: 0,
  cacheWrite: 0,
  cacheRead: 0,
  output: 0,
  reasoning: 0,
  ...part,
});
const sunday = () => new Date('2026-11-01T02:00:00Z');
const monday = () => new Date('2026-11-02T02:00:00Z');

describe('prices', () => {
  it.each([
    ['claude-opus-5-5', { input: 1e6, cacheRead: 1e6, cacheWrite: 1e6, output: 1e6 }, 4 + 0.2 + 5 + 20],
    ['claude-sonnet-4-5-20250929', { input: 1e6, output: 1e6 }, 3 + 15],
    [
      'gpt-5.5-2026-04-23',
      { input: 1000, cacheRead: 9000, output: 500, reasoning: 200 },
      0.005 + 0.0045 + 0.015,
    ],
    ['gpt-5.4-mini', { input: 1e6, cacheRead: 1e6, output: 1e6 }, 0.75 + 0.075 + 4.5],
    ['gpt-6.1-sol', { cacheWrite: 1e5 }, 0.25],
    ['gpt-5.5', { cacheWrite: 1e5 }, 0.5],
  ])('%s is priced by what was fresh, cached, written and said', (model, part, usd) => {
    expect(priceOf({}, sunday)(route, model, tokens(part))).toBeCloseTo(usd, 10);
  });

  it.each([
    ['claude-haiku-5-5', 100_000, 0.01],
    ['claude-haiku-5-5', 100_001, 0.0500005],
    ['gpt-6-astra', 272_000, 2.72],
    ['gpt-6-astra', 300_000, 6],
    ['gpt-5.5', 300_000, 3],
  ])('%s with a prompt of %d tokens is priced by its length', (model, input, usd) => {
    expect(priceOf({}, sunday)(route, model, tokens({ input }))).toBeCloseTo(usd, 10);
  });

  it('counts what was cached to the length of a prompt', () => {
    const prompt = tokens({ input: 1000, cacheRead: 99_001 });
    expect(priceOf()(route, 'claude-haiku-5-5', prompt)).toBeCloseTo((1000 * 0.5 + 99_001 * 0.05) / 1e6, 10);
  });

  it('knows the hours at which a model is dearer', () => {
    const prompt = tokens({ input: 1e6 });
    expect(priceOf({}, monday)(route, 'deepseek-v4-flash', prompt)).toBeCloseTo(0.3, 10);
    expect(priceOf({}, sunday)(route, 'deepseek-v4-flash', prompt)).toBeCloseTo(0.15, 10);
  });

  it.each(['gpt-5.5-pro', 'claude-opus-5-9', 'llama-4', '__proto__', 'constructor'])(
    'does not know what %s costs, and does not say it is nothing',
    (model) => expect(priceOf()(route, model, tokens({ input: 1e6 }))).toBeNull(),
  );

  it('prices by the model of the route where the answer named none', () => {
    expect(priceOf()({ ...route, model: 'gpt-5.5' }, '', tokens({ input: 1e5 }))).toBeCloseTo(0.5, 10);
    expect(priceOf()({ ...route, model: 'gpt-5.5' }, 'llama-4', tokens({ input: 1e6 }))).toBeNull();
  });

  it.each(['anthropic/claude-opus-5-5', 'openai/gpt-5.5-2026-04-23', 'deepseek/deepseek-v4-flash'])(
    'knows %s by the list of the house that makes it',
    (model) => {
      const prompt = tokens({ input: 1e5 });
      const bare = model.slice(model.indexOf('/') + 1);
      expect(priceOf({}, sunday)(route, model, prompt)).toBe(priceOf({}, sunday)(route, bare, prompt));
      expect(priceOf({}, sunday)(route, model, prompt)).toBeGreaterThan(0);
    },
  );

  it.each(['another-house/deepseek-v4-flash', 'deepseek/deepseek-v4-flash:free', 'openai/anthropic/gpt-5.5'])(
    'does not know what %s costs: it is not the maker who sells it, or not by the list',
    (model) => expect(priceOf()(route, model, tokens({ input: 1e6 }))).toBeNull(),
  );

  it("puts a person's own prices before the list", () => {
    const own = {
      'llama-4': { rates: [{ input: 1, output: 2 }] },
      'gpt-5.5': { rates: [{ input: 4, output: 20 }] },
    };
    const price = priceOf(own);
    expect(price(route, 'llama-4', tokens({ input: 1e6, cacheRead: 1e6 }))).toBeCloseTo(2, 10);
    expect(price(route, 'gpt-5.5', tokens({ input: 1e6 }))).toBeCloseTo(4, 10);
    expect(price(route, 'openai/gpt-5.5', tokens({ input: 1e6 }))).toBeCloseTo(4, 10);
  });
});
