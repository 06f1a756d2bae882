import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BACKENDS, EFFORTS, formatRoute, parseRoute, sameRoute } from '../../src/model/route.ts';

const name = fc.stringMatching(/^[a-z0-9][a-z0-9._/-]{0,20}$/);
const route = fc.record(
  {
    backend: fc.constantFrom(...BACKENDS),
    model: fc.oneof(
      name,
      fc.tuple(name, name).map(([a, b]) => `${a}:${b}`),
    ),
    effort: fc.constantFrom(...EFFORTS),
    endpoint: fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/),
  },
  { requiredKeys: ['backend'] },
);

test('every route is read back as it was written', () => {
  fc.assert(
    fc.property(route, (one) => {
      expect(parseRoute(formatRoute(one))).toEqual(one);
    }),
  );
});

test.each([
  ['openai', { backend: 'openai' }],
  [' claude:opus#high ', { backend: 'claude', model: 'opus', effort: 'high' }],
  [
    'openai-compatible:org/model:free@openrouter',
    { backend: 'openai-compatible', model: 'org/model:free', endpoint: 'openrouter' },
  ],
])('a route is written as backend:model@endpoint#effort: %s', (text, expected) => {
  expect(parseRoute(text)).toEqual(expected);
});

test.each([
  ['', '"" is no backend'],
  ['gpt:5', '"gpt" is no backend'],
  ['openai:x#lots', '"lots" is no effort'],
])('what is wrong with %j is said in a sentence', (text, problem) => {
  expect(parseRoute(text)).toMatchObject({ problem: expect.stringContaining(problem) });
});

test('routes are the same when they are written the same', () => {
  expect(sameRoute({ backend: 'openai', model: undefined }, { backend: 'openai' })).toBe(true);
  expect(sameRoute({ backend: 'openai', effort: 'low' }, { backend: 'openai' })).toBe(false);
});
