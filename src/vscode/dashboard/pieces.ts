/** Bytes that a message needs beside the text it carries. */
const ENVELOPE = 200;

/** Cuts a text so that each piece, written as a JSON string, stays under `most` bytes; together they are the text. */
export function pieces(text: string, most: number): readonly string[] {
  const found: string[] = [];
  let from = 0;
  let bytes = ENVELOPE;
  for (let at = 0; at < text.length; at++) {
    const cost = jsonBytes(text.charCodeAt(at));
    if (bytes + cost > most) {
      const cut = isLowSurrogate(text.charCodeAt(at)) ? at - 1 : at;
      found.push(text.slice(from, cut));
      from = cut;
      bytes = ENVELOPE + (at - cut) * 3;
    }
    bytes += cost;
  }
  found.push(text.slice(from));
  return found;
}

/** What one UTF-16 unit takes in JSON, or a little more. */
const jsonBytes = (unit: number) =>
  unit === 0x22 || unit === 0x5c ? 2 : unit < 0x20 ? 6 : unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3;

const isLowSurrogate = (unit: number) => unit >= 0xdc00 && unit <= 0xdfff;
