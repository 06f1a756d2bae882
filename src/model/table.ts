import { nothingSeen, placeOf, type Seen, withSeen } from './seen.ts';

/** Rows by key, in the order in which they came: what a record would be, if copying a large one were cheap. */
export type Table<T> = { readonly keys: Seen; readonly rows: readonly T[] };

export const emptyTable: Table<never> = { keys: nothingSeen, rows: [] };

export const rowOf = <T>({ keys, rows }: Table<T>, key: string): T | undefined =>
  rows[placeOf(keys, key) ?? -1];

export function withRow<T>({ keys, rows }: Table<T>, key: string, row: T): Table<T> {
  const place = placeOf(keys, key);
  return place === undefined
    ? { keys: withSeen(keys, key), rows: [...rows, row] }
    : { keys, rows: rows.with(place, row) };
}
