/** The text without bytes that mean something to a terminal; tabs, line and page breaks stay. */
export function printable(text: string): string {
  return text.replace(ESCAPES, '').replace(/\r\n/g, '\n').replace(UNPRINTABLE, '');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const ESCAPES = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-_])/g;

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const UNPRINTABLE = /[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g;

/** The start and the end of the text, at most `most` characters, saying how much is left out between. */
export function abridged(text: string, most: number): string {
  if (text.length <= most) return text;
  const head = Math.floor(most / 3);
  const left = text.length - most;
  return `${text.slice(0, head)}\n[… ${left} characters left out …]\n${text.slice(text.length - (most - head))}`;
}
