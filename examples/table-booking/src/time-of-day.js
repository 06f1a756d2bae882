import { refuseUnless } from './refusal.js';

/** A time of day is the number of minutes since midnight. */
export const MIDNIGHT = 24 * 60;

/** @param {unknown} text such as `18:30`; `24:00` is the end of the day */
export function parseTime(text) {
  const [, hours, minutes] = /^(\d{1,2}):([0-5]\d)$/.exec(String(text)) ?? [];
  const time = Number(hours) * 60 + Number(minutes);
  refuseUnless(time <= MIDNIGHT, 'bad-time', `"${text}" is no time of day; write it as 18:30`);
  return time;
}

/** @param {number} time */
export function formatTime(time) {
  const pad = (part) => String(part).padStart(2, '0');
  return `${pad(Math.floor(time / 60))}:${pad(time % 60)}`;
}
