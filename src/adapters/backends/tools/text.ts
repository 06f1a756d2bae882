/** The text without bytes that mean something to a terminal; tabs, line and page breaks stay. */
export function printable(text: string): string {
  return text.replace(ESCAPES, '').replace(/\r\n/g, '\n').replace(UNPRINTABLE, '');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const ESCAPES = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-_])/g;

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const UNPRINTABLE = /[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g;

/** The start and the end of the text, at most `most` characters, saying how much is left out between. */
export const abridged = (text: string, most: number): string =>
  text.length <= most ? text : bothEnds({ start: text, end: text, length: text.length }, most);

/** The same of a longer text, so long in all, of which only the two ends were kept. */
export function bothEnds(
  { start, end, length }: { readonly start: string; readonly end: string; readonly length: number },
  most: number,
): string {
  const first = start.slice(0, Math.floor(most / 3));
  const last = end.slice(first.length - most);
  return `${first}\n[… ${length - first.length - last.length} characters left out …]\n${last}`;
}
