import assert from 'node:assert/strict';
import { test } from 'node:test';
import { split, totalOf } from '../src/bill.js';

const sum = (parts) => parts.reduce((all, part) => all + part, 0);

test('even amounts are even', () => {
  assert.deepEqual(split(900, [1, 1, 1]), [300, 300, 300]);
  assert.deepEqual(split(0, [1, 2]), [0, 0]);
});

test('the cents that are left go to the largest remainders, then to the earlier', () => {
  assert.deepEqual(split(1000, [1, 1, 1]), [334, 333, 333]);
  assert.deepEqual(split(1001, [1, 1, 1]), [334, 334, 333]);
  assert.deepEqual(split(100, [1, 2, 4]), [14, 29, 57]);
  assert.deepEqual(split(1, [1, 5]), [0, 1]);
});

test('nothing is lost or made, whatever the weights', () => {
  for (let cents = 0; cents < 300; cents += 7)
    for (const weights of [
      [3, 1, 1],
      [1, 2, 3, 4],
      [7, 11, 13],
      [1, 0, 1],
    ]) {
      const parts = split(cents, weights);
      assert.equal(sum(parts), cents);
      assert.ok(parts.every(Number.isInteger));
    }
});

test('nobody with weight zero pays', () => {
  assert.deepEqual(split(5, [0, 1, 1, 0]), [0, 3, 2, 0]);
});

test('what cannot be split is refused', () => {
  for (const [cents, weights] of [
    [-1, [1]],
    [1.5, [1]],
    [10, [1, -1, 3]],
    [10, [0, 0]],
    [10, []],
    [0, [0]],
  ])
    assert.throws(() => split(cents, weights), RangeError);
});

test('what was there still works', () => {
  assert.equal(totalOf([{ cents: 250 }, { cents: 100, count: 3 }]), 550);
});
