const NEWLINES = [0x0a, 0x0d];

/**
 * Passes bytes on a whole line at a time. The SDKs look through all of an unfinished line again with every piece
 * of it, which is quadratic in its length: ten megabytes took them twelve seconds, and the host with them.
 */
export function wholeLines(mostBytes: number, tooLong: () => void): TransformStream<Uint8Array, Uint8Array> {
  let held: Uint8Array[] = [];
  let bytes = 0;
  return new TransformStream({
    transform(chunk, controller) {
      const end = Math.max(...NEWLINES.map((newline) => chunk.lastIndexOf(newline))) + 1;
      if (end > 0) {
        controller.enqueue(Buffer.concat([...held, chunk.subarray(0, end)]));
        held = [];
        bytes = 0;
      }
      if (end < chunk.length) held.push(chunk.subarray(end));
      bytes += chunk.length - end;
      if (bytes > mostBytes) tooLong();
    },
    flush(controller) {
      if (held.length) controller.enqueue(Buffer.concat(held));
    },
  });
}
