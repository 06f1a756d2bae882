import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOpeningHours, sittingsOn } from '../src/opening-hours.js';

const hours = createOpeningHours({ sat: '12:00-14:30 18:00-24:00' });

test('a day has its sittings in order', () => {
  assert.deepEqual(sittingsOn(hours, '2026-03-14'), [
    { opens: 720, closes: 870 },
    { opens: 1080, closes: 1440 },
  ]);
});

test('a day that is left out is closed', () => {
  assert.deepEqual(sittingsOn(hours, '2026-03-15'), []);
});

test('a sitting that closes before it opens is refused', () => {
  assert.throws(() => createOpeningHours({ mon: '14:00-12:00' }), { code: 'bad-hours' });
});

test('sittings that overlap are refused', () => {
  assert.throws(() => createOpeningHours({ mon: '12:00-15:00 14:00-18:00' }), { code: 'bad-hours' });
});
