import { hoursRoutes } from './hours-routes.js';
import { createRouter } from './router.js';
import { tableRoutes } from './table-routes.js';

/**
 * The whole API of a house, without a socket.
 *
 * @param {ReturnType<typeof import('./store.js').createStore>} store
 */
export function createApp(store) {
  return createRouter([
    ...tableRoutes(store),
    ...hoursRoutes(store),
  ]);
}
