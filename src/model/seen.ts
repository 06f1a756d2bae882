/**
 * Ids that were counted already. A set shares its list with the one it grew from, so that adding costs the same
 * however many there are; it is plain JSON, so it travels with the view.
 */
export type Seen = { readonly list: readonly string[]; readonly size: number };

export const nothingSeen: Seen = { list: [], size: 0 };

/** Where each id stands in a list: found again for a list that came from elsewhere. */
const places = new WeakMap<readonly string[], Map<string, number>>();

function placesIn(list: readonly string[]): Map<string, number> {
  let known = places.get(list);
  if (!known) {
    known = new Map(list.map((id, place) => [id, place]));
    places.set(list, known);
  }
  return known;
}

export const hasSeen = ({ list, size }: Seen, id: string) =>
  (placesIn(list).get(id) ?? Number.POSITIVE_INFINITY) < size;

/** The set with one more id, which must not be in it. */
export function withSeen({ list, size }: Seen, id: string): Seen {
  // Somebody else has grown this list already, or nobody may: the empty one is everybody's.
  const own = list.length === size && size > 0 ? (list as string[]) : list.slice(0, size);
  placesIn(own).set(id, size);
  own.push(id);
  return { list: own, size: size + 1 };
}
