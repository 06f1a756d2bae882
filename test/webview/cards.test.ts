import { expect, test } from 'vitest';
import { evolve } from '../../src/model/evolve.ts';
import { viewOf } from '../../src/model/folding.ts';
import { cardsOf, drawnStories } from '../../webview/graph/cards.ts';
import { CARD } from '../../webview/graph/geometry.ts';
import { layOut } from '../../webview/graph/layout.ts';
import { step } from '../../webview/graph/steps.ts';
import { fitting, revealing } from '../../webview/graph/view-port.ts';
import { awaiting, midRun, planning, troubled } from './harness/scenarios.ts';

const START = Date.UTC(2026, 10, 20, 9);
const view = viewOf(midRun(START));
const cards = cardsOf(view, drawnStories(view), new Map());

test('a card says what happens, or why it does not', () => {
  const lines = Object.fromEntries(
    [...cards.values()].map(({ id, state, line }) => [id, `${state}: ${line}`]),
  );
  expect(lines).toMatchObject({
    entity: 'integrated: 3/3 criteria · 3 files',
    mapper: 'integrated: 3/3 criteria · 2 files · attempt 2',
    service: 'running: editing reservations.service.ts',
    guards: 'judging: critic reads the diff',
    'service-spec': 'waiting: after Reservations service',
  });
  const trouble = viewOf(troubled(START));
  const sad = cardsOf(trouble, drawnStories(trouble), new Map());
  expect(sad.get('guards')).toMatchObject({
    state: 'needs you',
    asks: 1,
    line: expect.stringContaining('protected path'),
  });
  expect(sad.get('controller')?.line).toBe('Reservations service failed');
});

test('stories are drawn as they are drafted, before there is a plan', () => {
  const all = awaiting(START);
  const drafted = all.findIndex(({ event }) => event.type === 'plan.proposed');
  const ids = (upTo: number) => drawnStories(viewOf(all.slice(0, upTo))).map(({ id }) => id);
  expect(drafted).toBeGreaterThan(0);
  expect(ids(drafted)).not.toHaveLength(0);
  expect(ids(drafted)).toEqual(ids(drafted + 1));
});

test('what a story cost is said apart: billed, by subscription, and what nobody knows', () => {
  expect([cards.get('entity')?.cost, cards.get('guards')?.cost, cards.get('wiring')?.cost]).toEqual([
    '$0.002',
    'subscription',
    '$?',
  ]);
});

test('only the cards that show something new are new', () => {
  const next = evolve(view, {
    seq: view.seq + 1,
    at: view.at,
    by: 'story-agent',
    event: {
      type: 'tool.used',
      phase: 'story',
      storyId: 'wiring',
      attempt: 1,
      id: 'x',
      tool: 'grep',
      kind: 'search',
      target: 'providers',
      ok: true,
      ms: 3,
    },
  });
  const after = cardsOf(next, drawnStories(next), cards);
  expect([...after].filter(([id, card]) => cards.get(id) !== card).map(([id]) => id)).toEqual(['wiring']);
});

test('before there is an approved plan the stories that are proposed are drawn, and none before that', () => {
  expect(drawnStories(viewOf(awaiting(START)))).toHaveLength(10);
  expect(drawnStories(viewOf(planning(START)))).toEqual([]);
});

test('arrows follow edges across and columns up and down, and stop where there is nothing', () => {
  const stories = drawnStories(view);
  const layout = layOut(stories);
  expect(step('ArrowRight', 'migration', stories, layout)).toBe('entity');
  expect(step('ArrowLeft', 'wiring', stories, layout)).toBe('entity');
  expect(step('ArrowLeft', 'migration', stories, layout)).toBeUndefined();
  const below =
    step('ArrowDown', 'status-enum', stories, layout) ?? step('ArrowUp', 'status-enum', stories, layout);
  expect(below).toBe('migration');
});

test('the whole plan fits its pane, never enlarged, and a card outside is brought in by the least move', () => {
  const pane = { width: 1000, height: 600 };
  const small = fitting({ width: 248, height: 96 }, pane);
  expect(small.zoom).toBe(1);
  const big = fitting({ width: 3000, height: 900 }, pane);
  expect(big.x + 3000 * big.zoom).toBeLessThanOrEqual(pane.width);
  expect(big.y + 900 * big.zoom).toBeLessThanOrEqual(pane.height);
  const at = revealing({ x: 2000, y: 0 }, { x: 0, y: 50, zoom: 1 }, pane);
  expect(at.y).toBe(50);
  expect(2000 + at.x + CARD.width).toBeLessThanOrEqual(pane.width);
});
