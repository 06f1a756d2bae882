import { weekdayOf } from './day.js';
import { refuseUnless } from './refusal.js';
import { parseTime } from './time-of-day.js';

/**
 * @typedef {{ readonly opens: number, readonly closes: number }} Sitting
 * @typedef {Readonly<Record<string, readonly Sitting[]>>} OpeningHours by weekday (`mon` … `sun`), in order
 */

/**
 * @param {Readonly<Record<string, string>>} week such as `{ tue: '12:00-14:30 18:00-23:00' }`; a day left out is closed
 * @returns {OpeningHours}
 */
export function createOpeningHours(week) {
  const days = Object.entries(week).map(([weekday, text]) => {
    const sittings = text.split(' ').map(createSitting);
    const ordered = sittings.every((sitting, i) => i === 0 || sitting.opens > sittings[i - 1].closes);
    refuseUnless(ordered, 'bad-hours', `the sittings of ${weekday} overlap or are out of order`);
    return [weekday, Object.freeze(sittings)];
  });
  return Object.freeze(Object.fromEntries(days));
}

/**
 * The sittings of a day, in order; none where the house is closed.
 *
 * @param {OpeningHours} hours
 * @param {string} day
 */
export function sittingsOn(hours, day) {
  return hours[weekdayOf(day)] ?? [];
}

/** @param {string} text */
function createSitting(text) {
  const [opens, closes] = text.split('-').map(parseTime);
  refuseUnless(opens < closes, 'bad-hours', `"${text}" closes before it opens`);
  return Object.freeze({ opens, closes });
}
