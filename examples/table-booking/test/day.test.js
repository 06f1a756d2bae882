import assert from 'node:assert/strict';
import { test } from 'node:test';
import { daysBetween, parseDay, weekdayOf } from '../src/day.js';

test('a day of the calendar is taken, also a leap day', () => {
  assert.equal(parseDay('2026-03-14'), '2026-03-14');
  assert.equal(parseDay('2028-02-29'), '2028-02-29');
});

test('a day that does not exist is refused', () => {
  for (const text of ['2026-02-29', '2026-13-01', '14.03.2026', '', undefined])
    assert.throws(() => parseDay(text), { code: 'bad-day' });
});

test('the weekday does not depend on the time zone', () => {
  assert.equal(weekdayOf('2026-03-14'), 'sat');
  assert.equal(weekdayOf('2026-03-15'), 'sun');
});

test('days are counted across months', () => {
  assert.equal(daysBetween('2026-02-27', '2026-03-02'), 3);
  assert.equal(daysBetween('2026-03-02', '2026-03-01'), -1);
});
