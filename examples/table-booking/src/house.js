import { createOpeningHours } from './opening-hours.js';
import { createTable } from './table.js';

/** This house: closed on Mondays, lunch and dinner from Tuesday to Saturday, one long sitting on Sunday. */
export const hours = createOpeningHours({
  tue: '12:00-14:30 18:00-23:00',
  wed: '12:00-14:30 18:00-23:00',
  thu: '12:00-14:30 18:00-23:00',
  fri: '12:00-14:30 18:00-24:00',
  sat: '12:00-14:30 18:00-24:00',
  sun: '11:00-20:00',
});

export const tables = [
  createTable({ id: 'window-1', seats: 2 }),
  createTable({ id: 'window-2', seats: 2 }),
  createTable({ id: 'round', seats: 4 }),
  createTable({ id: 'long', seats: 8 }),
  createTable({ id: 'terrace-1', seats: 4, area: 'terrace' }),
];
