import { nothingSeen, placeOf, type Seen, withSeen } from './seen.ts';

/** Rows by key, in the order in which they came: what a record would be, if copying a large one were cheap. */
export type Table<T> = { readonly keys: Seen; readonly rows: readonly T[] };

export const emptyTable: Table<never> = { keys: nothingSeen, rows: [] };

export const rowOf = <T>({ keys, rows }: Table<T>, key: string): T | undefined =>
  rows[placeOf(keys, key) ?? -1];

/** The table with that row changed, or begun; the table itself where the change is undefined. */
export function changeRow<T>(
  table: Table<T>,
  key: string,
  change: (before: T | undefined) => T | undefined,
): Table<T> {
  const { keys, rows } = table;
  const place = placeOf(keys, key);
  const row = change(rows[place ?? -1]);
  if (row === undefined) return table;
  return place === undefined
    ? { keys: withSeen(keys, key) ?? keys, rows: [...rows, row] }
    : { keys, rows: rows.with(place, row) };
}
