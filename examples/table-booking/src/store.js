import { readClock } from './clock.js';
import { createFloorPlan } from './floor-plan.js';

/**
 * Everything a house knows; the routes get it, and nothing is kept elsewhere.
 *
 * @param {{
 *   hours: import('./opening-hours.js').OpeningHours,
 *   tables: readonly import('./table.js').Table[],
 *   now?: () => { readonly day: string, readonly time: number },
 * }} house
 */
export function createStore({ hours, tables, now = () => readClock() }) {
  const floorPlan = createFloorPlan(tables);
  return Object.freeze({ hours, floorPlan, now });
}
