import { nothingSeen, placeOf, type Seen, withSeen } from './seen.ts';

/** Rows by key, in the order in which they came: what a record would be, if copying a large one were cheap. */
export type Table<T> = { readonly keys: Seen; readonly rows: readonly T[] };

export const emptyTable: Table<never> = { keys: nothingSeen, rows: [] };

export const rowOf = <T>({ keys, rows }: Table<T>, key: string): T | undefined =>
  rows[placeOf(keys, key) ?? -1];

/** The table with that row under that key, in the place of the one before or at the end. */
export const withRow = <T>(table: Table<T>, key: string, row: T): Table<T> => withRows(table, [[key, row]]);

/** The same with many rows, for the price of one copy. */
export function withRows<T>(before: Table<T>, changed: Iterable<readonly [string, T]>): Table<T> {
  let { keys } = before;
  const rows = [...before.rows];
  for (const [key, row] of changed) {
    const place = placeOf(keys, key);
    rows[place ?? rows.length] = row;
    if (place === undefined) keys = withSeen(keys, key) ?? keys;
  }
  return { keys, rows };
}

export type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Rows of a table under change: each is copied once, however often it changes. */
export class RowChanges<T, Draft extends T = Mutable<T>> {
  readonly #before: Table<T>;
  readonly #copy: (row: T) => Draft;
  readonly #changed = new Map<string, Draft>();

  constructor(before: Table<T>, copy: (row: T) => Draft) {
    this.#before = before;
    this.#copy = copy;
  }

  row(key: string): T | undefined {
    return this.#changed.get(key) ?? rowOf(this.#before, key);
  }

  /** The row, to be changed in place. */
  change(key: string, row: T): Draft {
    const changed = this.#changed.get(key) ?? this.#copy(row);
    this.#changed.set(key, changed);
    return changed;
  }

  /** The table with them; nothing may be changed any more. */
  table(): Table<T> {
    return this.#changed.size === 0 ? this.#before : withRows(this.#before, this.#changed);
  }
}
