import { refuseUnless } from './refusal.js';

/** @typedef {{ readonly id: string, readonly seats: number, readonly area: string }} Table */

/**
 * @param {{ id: string, seats: number, area?: string }} table
 * @returns {Table}
 */
export function createTable({ id, seats, area = 'inside' }) {
  refuseUnless(/^[a-z0-9-]+$/.test(id), 'bad-table', `"${id}" is no name for a table; use a-z, 0-9 and -`);
  refuseUnless(Number.isInteger(seats) && seats > 0, 'bad-table', `table ${id} needs at least one seat`);
  return Object.freeze({ id, seats, area });
}
