import assert from 'node:assert/strict';
import { test } from 'node:test';
import { totalOf } from '../src/bill.js';

test('a bill is added up', () => {
  assert.equal(totalOf([{ cents: 250 }, { cents: 100, count: 3 }]), 550);
});
