/** One line of a bench's table: what was measured, and what it is held against. Nothing is asserted. */
export type Figure = {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly limit?: { readonly is: 'at most' | 'at least'; readonly value: number };
};

export function printTable(figures: readonly Figure[]): void {
  const rows = figures.map(({ what, value, unit, limit }) => {
    const good = limit && (limit.is === 'at most' ? value <= limit.value : value >= limit.value);
    return [
      what,
      `${round(value)} ${unit}`,
      limit ? `${limit.is} ${round(limit.value)}` : '',
      limit ? (good ? 'ok' : 'MISSED') : '',
    ];
  });
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows)
    console.log(`  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd());
}

const round = (value: number) =>
  Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : Number(value.toPrecision(3)).toString();

/** The middle one of several runs. */
export const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
