/**
 * What day and time it is, here.
 *
 * @param {Date} date
 */
export function readClock(date = new Date()) {
  const pad = (part) => String(part).padStart(2, '0');
  return Object.freeze({
    day: `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`,
    time: date.getHours() * 60 + date.getMinutes(),
  });
}
