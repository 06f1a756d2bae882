import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  criticalPath,
  downstream,
  findCycle,
  inOrder,
  levels,
  type Node,
  remainingPath,
} from '../../src/model/graph.ts';

const graph = (shape: Readonly<Record<string, readonly string[]>>): Node[] =>
  Object.entries(shape).map(([id, dependsOn]) => ({ id, dependsOn }));
const diamond = graph({ a: [], b: ['a'], c: ['a'], d: ['b', 'c'] });

/** Acyclic, because a node depends only on earlier ones. */
const dag = fc.array(fc.array(fc.nat(), { maxLength: 4 }), { minLength: 1, maxLength: 30 }).map((rows) =>
  rows.map((needs, i) => ({
    id: `n${i}`,
    dependsOn: i === 0 ? [] : [...new Set(needs.map((need) => `n${need % i}`))],
  })),
);

test('a cycle is named along its edges, with the first one repeated', () => {
  expect(findCycle(graph({ a: ['b'], b: ['a'] }))).toEqual(['a', 'b', 'a']);
  expect(findCycle(graph({ x: [], a: ['x', 'b'], b: ['c'], c: ['a'] }))).toEqual(['a', 'b', 'c', 'a']);
  expect(findCycle(graph({ a: ['a'] }))).toEqual(['a', 'a']);
  expect(findCycle(diamond)).toBeUndefined();
  expect(findCycle(graph({ a: ['nowhere'] }))).toBeUndefined();
});

test('a cycle through 500 nodes is found whole', () => {
  const ring = Array.from({ length: 500 }, (_, i) => ({ id: `n${i}`, dependsOn: [`n${(i + 1) % 500}`] }));
  expect(findCycle(ring)).toHaveLength(501);
});

test('no graph whose edges all point back has a cycle, and each follows what it depends on', () => {
  fc.assert(
    fc.property(dag, (nodes) => {
      expect(findCycle(nodes)).toBeUndefined();
      const place = new Map(inOrder(nodes).map(({ id }, i) => [id, i]));
      expect(place.size).toBe(nodes.length);
      for (const { id, dependsOn } of nodes)
        for (const needed of dependsOn) expect(place.get(needed)).toBeLessThan(place.get(id) ?? -1);
    }),
  );
});

test('a level is the longest way from a root', () => {
  expect([...levels(graph({ a: [], b: ['a'], c: ['b'], d: ['a', 'c'], e: [] }))]).toEqual(
    expect.arrayContaining([
      ['a', 0],
      ['b', 1],
      ['c', 2],
      ['d', 3],
      ['e', 0],
    ]),
  );
});

test('the critical path is the heaviest way through, and weighs what remains from its first node', () => {
  const weights: Record<string, number> = { a: 1, b: 5, c: 2, d: 1 };
  const weight = ({ id }: Node) => weights[id] ?? 0;
  expect(criticalPath(diamond, weight)).toEqual(['a', 'b', 'd']);
  expect(remainingPath(diamond, weight).get('a')).toBe(7);
  fc.assert(
    fc.property(dag, (nodes) => {
      const unit = () => 1;
      const path = criticalPath(nodes, unit);
      expect(path).toHaveLength(Math.max(...remainingPath(nodes, unit).values()));
      for (const [i, id] of path.entries())
        if (i > 0) expect(nodes.find((node) => node.id === id)?.dependsOn).toContain(path[i - 1]);
    }),
  );
});

test('downstream is everything that would have to wait', () => {
  expect([...downstream(diamond, 'a')].toSorted()).toEqual(['b', 'c', 'd']);
  expect([...downstream(diamond, 'd')]).toEqual([]);
});
