import { parseDay } from './day.js';
import { sittingsOn } from './opening-hours.js';
import { formatTime } from './time-of-day.js';

/**
 * @param {Pick<ReturnType<typeof import('./store.js').createStore>, 'hours' | 'now'>} store
 * @returns {readonly import('./router.js').Route[]}
 */
export function hoursRoutes({ hours, now }) {
  return [
    ['GET', '/hours', () => hoursOf(now().day)],
    ['GET', '/hours/:day', ({ params }) => hoursOf(parseDay(params.day))],
  ];

  function hoursOf(day) {
    const sittings = sittingsOn(hours, day).map(({ opens, closes }) => ({
      opens: formatTime(opens),
      closes: formatTime(closes),
    }));
    return { day, sittings };
  }
}
