import { expect, test } from 'vitest';
import { capabilitiesBy } from '../../src/adapters/models.ts';
import { formatRoute, type Route } from '../../src/model/route.ts';
import { type Choice, chooseRoutes } from '../../src/run/choose-routes.ts';

const capabilities = capabilitiesBy();
const all = (choice: Choice): readonly Route[] => {
  const routes = chooseRoutes(choice);
  if ('problem' in routes) throw new Error(routes.problem);
  const tiers = Object.values(routes.tiers).filter((route) => route !== undefined);
  return [...Object.values(routes.phases), ...tiers, ...routes.ladder];
};

test('with an address of its own, every model of the preset openai is one that takes tools over Chat Completions', () => {
  const routes = all({ preset: 'openai', openaiBaseUrl: 'https://models.example/v1' });
  expect(new Set(routes.map(({ backend }) => backend))).toEqual(new Set(['openai-compatible']));
  for (const { model } of routes) {
    expect(model).toBeDefined();
    expect(capabilities(model ?? '').chatTools).not.toBe('never');
  }
  // without it the strongest may be asked
  const native = all({ preset: 'openai' }).map(({ model }) => model ?? '');
  expect(native.some((model) => capabilities(model).chatTools === 'never')).toBe(true);
});

test('a model that the person names stays as it is', () => {
  const model = 'gpt-6.1-sol';
  const routes = all({ preset: 'openai', openaiBaseUrl: 'https://models.example/v1', model });
  expect(new Set(routes.map((route) => route.model))).toEqual(new Set([model]));
});

const chosen = (choice: Choice) => {
  const routes = chooseRoutes(choice);
  if ('problem' in routes) throw new Error(routes.problem);
  return routes;
};

test('a route for everything is one for every phase, with no tiers and no way up', () => {
  const route = 'openai-compatible:qwen3@ollama';
  const { phases, tiers, ladder } = chosen({ preset: route });
  expect(new Set(Object.values(phases).map(formatRoute))).toEqual(new Set([route]));
  expect([tiers, ladder]).toEqual([{}, []]);
});

test('an effort for stories is one for those of every tier, and takes no model away', () => {
  const { phases, tiers, ladder } = chosen({ preset: 'claude', phases: { story: { effort: 'low' } } });
  expect([phases.story, tiers.light, tiers.heavy].map((route) => route && formatRoute(route))).toEqual([
    'claude:sonnet#low',
    'claude:haiku#low',
    'claude:opus#low',
  ]);
  expect(ladder.map(formatRoute)).toEqual(['claude:sonnet', 'claude:opus']);
});

test('the route of stories goes before those of their tiers, the person’s own too', () => {
  const tiers = { light: { backend: 'claude', model: 'haiku' } } as const;
  const story = { backend: 'codex' } as const;
  expect(chosen({ preset: 'openai', tiers, phases: { story } })).toMatchObject({
    phases: { story },
    tiers: {},
  });
  expect(chosen({ preset: 'openai', tiers }).tiers.light).toEqual(tiers.light);
});
