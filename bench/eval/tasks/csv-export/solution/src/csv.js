/** A cell as text; nothing where there is nothing. */
export const textOf = (value) => (value === null || value === undefined ? '' : String(value));

/** CSV of objects, a line each below the names of the columns. */
export function toCsv(rows, columns) {
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column]))];
  return lines.map((cells) => `${cells.map(cell).join(',')}\r\n`).join('');
}

function cell(value) {
  const text = harmless(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A spreadsheet takes text that begins like this for a formula. */
function harmless(value) {
  const text = textOf(value);
  return typeof value !== 'number' && /^[=+\-@]/.test(text) ? `'${text}` : text;
}
