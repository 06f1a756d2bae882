import { expect, test } from 'vitest';
import { viewOf } from '../../src/model/folding.ts';
import { formatRoute } from '../../src/model/route.ts';
import { listRoutes, usedIn } from '../../src/run/list-routes.ts';
import { machineWith } from '../support/fake-clis.ts';
import { briefOf, failed, logOf, optionsWith, plannedAt, requested } from '../support/made-up-log.ts';
import { hostWith } from '../support/no-settings.ts';

const here = { version: '9.1.0', signedIn: true };

test('the routes of presets are listed, ready ones first, and why the others are not', async () => {
  const routes = await listRoutes([], hostWith({ ANTHROPIC_API_KEY: 'k' }), machineWith({ codex: here }));
  const known = new Map(routes.map((one) => [one.label, one]));
  expect(known.get('codex')).toMatchObject({ ready: true });
  expect(known.get('anthropic:claude-opus-5-5')).toMatchObject({ ready: true });
  expect(known.get('claude:opus')).toMatchObject({
    ready: false,
    why: expect.stringContaining('not installed'),
  });
  expect(known.has('scripted')).toBe(false);
  const states = routes.map(({ ready }) => ready);
  expect(states).toEqual(states.toSorted((a, b) => Number(b) - Number(a)));
  expect(new Set(routes.map(({ route }) => formatRoute(route))).size).toBe(routes.length);
});

test('what runs have gone is listed with the addresses that they knew', async () => {
  const near = { backend: 'openai-compatible', model: 'qwen', endpoint: 'near' } as const;
  const options = optionsWith({ backend: 'scripted' }, { endpoints: { near: 'http://127.0.0.1:9/v1' } });
  const view = viewOf(
    logOf(
      [0, requested('r', options)],
      ...plannedAt(1, 2, [briefOf('a')]),
      ...failed('a', { from: 3, to: 5, route: near }),
    ),
  );
  const routes = await listRoutes([usedIn(view)], hostWith(), machineWith({}));
  const ready = routes.filter((one) => one.ready).map(({ label }) => label);
  expect(ready).toEqual(['openai-compatible:qwen@near', 'scripted']);
});
