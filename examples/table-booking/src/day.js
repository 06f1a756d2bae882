import { refuseUnless } from './refusal.js';

const WEEKDAYS = /** @type {const} */ (['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']);

/** @param {unknown} text a day of the calendar, such as `2026-03-14` */
export function parseDay(text) {
  const date = new Date(`${text}T00:00:00Z`);
  const exists = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(`${text}T`);
  refuseUnless(exists, 'bad-day', `"${text}" is no day; write it as 2026-03-14`);
  return String(text);
}

/** @param {string} day */
export function weekdayOf(day) {
  return WEEKDAYS[new Date(`${day}T00:00:00Z`).getUTCDay()];
}

/** How many days lie between two days; negative where `to` is the earlier. */
export function daysBetween(/** @type {string} */ from, /** @type {string} */ to) {
  return (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000;
}
