import assert from 'node:assert/strict';
import { test } from 'node:test';
import { textOf } from '../src/csv.js';

test('nothing is an empty cell', () => {
  assert.equal(textOf(null), '');
  assert.equal(textOf(0), '0');
});
