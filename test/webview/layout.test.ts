import fc from 'fast-check';
import { expect, test } from 'vitest';
import { levels } from '../../src/model/graph.ts';
import { CARD, COLUMN } from '../../webview/graph/geometry.ts';
import { layOut } from '../../webview/graph/layout.ts';
import { manyStories } from './harness/scenarios.ts';

/** Acyclic by construction: a node depends on earlier ones only. */
const plans = fc.array(fc.array(fc.nat(40), { maxLength: 4 }), { minLength: 1, maxLength: 40 }).map((needs) =>
  needs.map((of, index) => ({
    id: `s${index}`,
    dependsOn: [...new Set(of.filter((one) => one < index))].map((one) => `s${one}`),
  })),
);

test('every story is in the column of its level, and no two cards overlap', () => {
  fc.assert(
    fc.property(plans, (nodes) => {
      const { places } = layOut(nodes);
      const level = levels(nodes);
      const columns = new Map<number, number[]>();
      for (const { id } of nodes) {
        const place = places[id];
        expect(place?.x).toBe((level.get(id) ?? 0) * COLUMN);
        columns.set(place?.x ?? 0, [...(columns.get(place?.x ?? 0) ?? []), place?.y ?? 0]);
      }
      for (const column of columns.values()) {
        const sorted = column.toSorted((a, b) => a - b);
        for (const [index, y] of sorted.entries())
          if (index > 0) expect(y - (sorted[index - 1] ?? 0)).toBeGreaterThan(CARD.height);
      }
    }),
    { numRuns: 60 },
  );
});

test('an edge never runs through a card that is not its end', () => {
  fc.assert(
    fc.property(plans, (nodes) => {
      const { places, edges } = layOut(nodes);
      for (const { path } of edges)
        for (const [, x, y] of [...path.matchAll(/H(\d+)/g)].map((found) => across(path, found)))
          for (const card of Object.values(places))
            if (card.x + CARD.width === x) expect(y < card.y || y > card.y + CARD.height).toBe(true);
    }),
    { numRuns: 60 },
  );
});

/** Where a stretch of an edge that crosses a column ends, and at which height. */
function across(path: string, found: RegExpExecArray): readonly [string, number, number] {
  const before = path.slice(0, found.index);
  const numbers = before.match(/-?[\d.]+/g) ?? [];
  return [path, Number(found[1]), Number(numbers.at(-1))];
}

test('an edge that another path implies is marked', () => {
  const { edges } = layOut([
    { id: 'a', dependsOn: [] },
    { id: 'b', dependsOn: ['a'] },
    { id: 'c', dependsOn: ['a', 'b'] },
  ]);
  expect(edges.filter(({ implied }) => implied).map(({ id }) => id)).toEqual(['a→c']);
});

test('the same plan is drawn the same way every time', () => {
  const stories = manyStories(33);
  expect(layOut(stories)).toEqual(layOut(stories));
});
