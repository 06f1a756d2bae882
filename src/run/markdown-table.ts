/** Rows of cells as a Markdown table whose source is aligned too. The first row is the head; the first column stands left. */
export function markdownTable(
  rows: readonly (readonly string[])[],
  others: 'left' | 'right' = 'right',
): string {
  const right = (column: number) => others === 'right' && column > 0;
  const cells = rows.map((row) => row.map(cell));
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.max(3, ...cells.map((row) => width(row[column] ?? ''))),
  );
  const line = (row: readonly string[]) =>
    `| ${widths.map((wide, column) => padded(row[column] ?? '', wide, right(column))).join(' | ')} |`;
  const rule = `| ${widths.map((wide, column) => (right(column) ? `${'-'.repeat(wide - 1)}:` : '-'.repeat(wide))).join(' | ')} |`;
  const [head = [], ...body] = cells;
  return [line(head), rule, ...body.map(line)].join('\n');
}

const cell = (text: string) => text.replace(/\s+/g, ' ').trim().replaceAll('|', '\\|');

const width = (text: string) => [...text].length;

const padded = (text: string, wide: number, right: boolean) => {
  const space = ' '.repeat(Math.max(0, wide - width(text)));
  return right ? space + text : text + space;
};

/** Text from outside, without markup, mentions or control characters of its own. */
export const plain = (text: string) =>
  text
    .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .replaceAll('<', '&lt;')
    .replace(/([\\`*_[\]#])/g, '\\$1');
