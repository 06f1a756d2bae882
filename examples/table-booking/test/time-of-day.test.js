import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatTime, MIDNIGHT, parseTime } from '../src/time-of-day.js';

test('a time is read as minutes since midnight', () => {
  assert.equal(parseTime('18:30'), 1110);
  assert.equal(parseTime('0:00'), 0);
});

test('the end of the day is a time, a minute later is none', () => {
  assert.equal(parseTime('24:00'), MIDNIGHT);
  assert.throws(() => parseTime('24:01'), { code: 'bad-time' });
});

test('what is no time is refused', () => {
  for (const text of ['', 'noon', '12:60', '1230', undefined])
    assert.throws(() => parseTime(text), { code: 'bad-time' });
});

test('a time is printed as it is read', () => {
  for (const text of ['00:00', '09:05', '24:00']) assert.equal(formatTime(parseTime(text)), text);
});
