/*
 * The runtime's own fetch gives up after five minutes without a header, and after five between two bytes, and no option of
 * it says otherwise: that is the dispatcher's business, which is the one that it keeps for all.
 */

type Dispatcher = NonNullable<RequestInit['dispatcher']>;

/** Where undici keeps it, from its first use on. */
const SHARED = Symbol.for('undici.globalDispatcher.1');

/** What to give to fetch so that only the deadlines of whoever calls it count; nothing where it is another fetch. */
export function unhurried(): { dispatcher?: Dispatcher } {
  const shared = (globalThis as { [SHARED]?: Dispatcher })[SHARED];
  if (!shared) return {};
  const dispatch: Dispatcher['dispatch'] = (options, handler) =>
    shared.dispatch({ ...options, headersTimeout: 0, bodyTimeout: 0 }, handler);
  return { dispatcher: { dispatch } as Dispatcher };
}
