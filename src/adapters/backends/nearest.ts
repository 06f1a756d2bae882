/** The five names that begin most like the one asked for. */
export function nearest(names: readonly string[], wanted: string): readonly string[] {
  const shared = (name: string) => [...name].findIndex((character, at) => character !== wanted[at]);
  return names.toSorted((a, b) => shared(b) - shared(a)).slice(0, 5);
}
