import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFloorPlan } from '../src/floor-plan.js';
import { createTable } from '../src/table.js';

const two = createTable({ id: 'two', seats: 2 });
const six = createTable({ id: 'six', seats: 6, area: 'terrace' });
const four = createTable({ id: 'four', seats: 4 });
const plan = createFloorPlan([two, six, four]);

test('a table is inside unless it says otherwise', () => {
  assert.deepEqual(two, { id: 'two', seats: 2, area: 'inside' });
  assert.equal(six.area, 'terrace');
});

test('a table without seats or with an odd name is refused', () => {
  assert.throws(() => createTable({ id: 'two', seats: 0 }), { code: 'bad-table' });
  assert.throws(() => createTable({ id: 'Table 2', seats: 2 }), { code: 'bad-table' });
});

test('a table is found by its name', () => {
  assert.equal(plan.find('six'), six);
  assert.throws(() => plan.find('ten'), { code: 'unknown-table' });
});

test('the tables that seat a party come smallest first', () => {
  assert.deepEqual(plan.seating(3), [four, six]);
  assert.deepEqual(plan.seating(7), []);
});

test('the tables keep their order', () => {
  assert.deepEqual(plan.tables(), [two, six, four]);
});

test('two tables of one name are refused', () => {
  assert.throws(() => createFloorPlan([two, two]), { code: 'duplicate-table' });
});
