import assert from 'node:assert/strict';
import { test } from 'node:test';
import { euros, formatEuros, split } from '../src/money.js';

test('euros are counted in whole cents', () => {
  assert.equal(euros(12.5), 1250);
  assert.equal(euros(0.29), 29);
});

test('money is printed with two digits behind the point', () => {
  assert.equal(formatEuros(1205), '€12.05');
  assert.equal(formatEuros(-50), '-€0.50');
});

test('a split bill adds up to the cent', () => {
  assert.deepEqual(split(1000, 3), [334, 333, 333]);
});
