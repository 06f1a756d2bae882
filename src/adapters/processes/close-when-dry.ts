import type { Readable } from 'node:stream';

const DRY_MS = 500;

/** Closes the output of a process that is over where somebody else still holds it open; what is left in it is read first. */
export function closeWhenDry(output: Readable): void {
  let before = -1;
  const look = setInterval(() => {
    // what came while this process was busy is read first
    setImmediate(() => {
      const now = bytesRead(output);
      if (output.readableLength === 0 && now === before) output.destroy();
      before = now;
    });
  }, DRY_MS);
  output.once('close', () => clearInterval(look));
  if (output.closed) clearInterval(look);
}

/** A pipe to a child is a socket, which the types do not tell. */
const bytesRead = (output: Readable) => (output as unknown as { readonly bytesRead: number }).bytesRead;
