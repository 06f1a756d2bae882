import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createApp } from '../src/app.js';
import { readClock } from '../src/clock.js';
import { hours, tables } from '../src/house.js';
import { createStore } from '../src/store.js';

const now = () => readClock(new Date(2026, 2, 14, 17, 5));
const app = createApp(createStore({ hours, tables, now }));
const get = (path) => app({ method: 'GET', path });

test('the tables are listed, and one is shown', () => {
  assert.equal(get('/tables').body.length, 5);
  assert.deepEqual(get('/tables/round'), { status: 200, body: { id: 'round', seats: 4, area: 'inside' } });
});

test('the tables for a party are listed smallest first', () => {
  assert.deepEqual(get('/tables?guests=4').body.map(({ id }) => id), ['round', 'terrace-1', 'long']);
  assert.equal(get('/tables?guests=many').body.code, 'bad-guests');
});

test('the hours are those of today, or of a day', () => {
  const saturday = [{ opens: '12:00', closes: '14:30' }, { opens: '18:00', closes: '24:00' }];
  assert.deepEqual(get('/hours').body, { day: '2026-03-14', sittings: saturday });
  assert.deepEqual(get('/hours/2026-03-16').body, { day: '2026-03-16', sittings: [] });
});

test('the clock tells day and time', () => {
  assert.deepEqual(now(), { day: '2026-03-14', time: 1025 });
});

test('what is unknown is 404, what is refused 422, and a wrong method 405', () => {
  assert.equal(get('/tables/ten').status, 404);
  assert.equal(get('/menu').status, 404);
  assert.equal(get('/hours/today').status, 422);
  assert.equal(app({ method: 'DELETE', path: '/tables' }).status, 405);
});
