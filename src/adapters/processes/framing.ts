/** A line of a child's output, in bytes; what a longer one has beyond that is dropped. */
const LINE_LIMIT = 16 * 1024 * 1024;

/** Cuts bytes into lines, whatever pieces they come in; the last one needs no line break. */
export async function* frame(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let parts: Buffer[] = [];
  let size = 0;
  const keep = (part: Buffer) => {
    const room = LINE_LIMIT - size;
    if (room <= 0 || part.length === 0) return;
    parts.push(part.length > room ? part.subarray(0, room) : part);
    size += Math.min(part.length, room);
  };
  const line = () => {
    const text = Buffer.concat(parts).toString('utf8');
    parts = [];
    size = 0;
    return text.endsWith('\r') ? text.slice(0, -1) : text;
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      keep(chunk.subarray(from, at));
      yield line();
      from = at + 1;
    }
    keep(chunk.subarray(from));
  }
  if (size > 0) yield line();
}

/** The end of a text that comes in pieces, at most `limit` characters. */
export function tailOf(limit: number): { add(text: string): void; text(): string } {
  let kept = '';
  return {
    add(text) {
      kept += text;
      if (kept.length > limit * 2) kept = kept.slice(-limit);
    },
    text: () => kept.slice(-limit),
  };
}
