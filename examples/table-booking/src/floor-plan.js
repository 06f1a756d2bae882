import { Refusal, refuseUnless } from './refusal.js';

/**
 * The tables of a house.
 *
 * @param {readonly import('./table.js').Table[]} tables
 */
export function createFloorPlan(tables) {
  const byId = new Map(tables.map((table) => [table.id, table]));
  refuseUnless(byId.size === tables.length, 'duplicate-table', 'two tables have the same name');

  return Object.freeze({
    /** All tables, in the order given. */
    tables: () => [...tables],

    /** @param {string} id */
    find(id) {
      const table = byId.get(id);
      if (!table) throw new Refusal('unknown-table', `there is no table ${id}`);
      return table;
    },

    /** The tables that seat a party, the smallest first. @param {number} guests */
    seating: (guests) => tables.filter(({ seats }) => seats >= guests).sort((a, b) => a.seats - b.seats),
  });
}
