import { refuseUnless } from './refusal.js';

/**
 * @param {Pick<ReturnType<typeof import('./store.js').createStore>, 'floorPlan'>} store
 * @returns {readonly import('./router.js').Route[]}
 */
export function tableRoutes({ floorPlan }) {
  return [
    ['GET', '/tables', ({ query }) => (query.has('guests') ? seating(query.get('guests')) : floorPlan.tables())],
    ['GET', '/tables/:id', ({ params }) => floorPlan.find(params.id)],
  ];

  function seating(text) {
    const guests = Number(text);
    refuseUnless(Number.isInteger(guests) && guests > 0, 'bad-guests', `"${text}" is no number of guests`);
    return floorPlan.seating(guests);
  }
}
