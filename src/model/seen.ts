/**
 * Words in the order in which they came, each once. A longer set shares its list with the one it grew from, so that
 * adding costs the same however many there are; it is plain JSON, so it travels with the view.
 */
export type Seen = { readonly list: readonly string[]; readonly size: number };

export const nothingSeen: Seen = { list: [], size: 0 };

/** Where each word stands in a list: made anew for a list that came from elsewhere. */
const indexes = new WeakMap<readonly string[], Map<string, number>>();

function indexOf(list: readonly string[]): Map<string, number> {
  let index = indexes.get(list);
  if (!index) {
    index = new Map(list.map((word, place) => [word, place]));
    indexes.set(list, index);
  }
  return index;
}

export function placeOf({ list, size }: Seen, word: string): number | undefined {
  const place = indexOf(list).get(word);
  return place !== undefined && place < size ? place : undefined;
}

/** The set with one more word; undefined where it holds the word already. */
export function withSeen({ list, size }: Seen, word: string): Seen | undefined {
  const index = indexOf(list);
  const place = index.get(word);
  if (place !== undefined && place < size) return undefined;
  // Where another set has grown from this list already, or it is the empty one that all share, a list of its own.
  const own = list.length === size && size > 0 ? (list as string[]) : list.slice(0, size);
  (own === list ? index : indexOf(own)).set(word, size);
  own.push(word);
  return { list: own, size: size + 1 };
}
