/** The value of a line of JSON among whatever else a program prints: banners, colours, byte order marks. */
export function jsonLine(line: string): unknown {
  const text = line
    .replace(/^\uFEFF/, '')
    .replace(ESCAPES, '')
    .trim();
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const ESCAPES = /^(?:\x1b\[[0-?]*[ -/]*[@-~])+|(?:\x1b\[[0-?]*[ -/]*[@-~])+$/g;
