import { type FileHandle, open } from 'node:fs/promises';

/** A record of a file that holds one a line, and the offset at which the next one begins. */
export type RecordAt = { readonly text: string; readonly end: number };

/** So many bytes are read at a time; in between others have a turn. */
const PIECE = 256 * 1024;

/**
 * The records of a file from an offset on, as far as they are whole: a last line without its end is still being
 * written. A file that is not there holds none.
 */
export async function* recordsFrom(file: string, offset: number): AsyncGenerator<RecordAt> {
  const handle = await opened(file);
  if (!handle) return;
  try {
    let begun: Buffer[] = [];
    for (let at = offset; ; ) {
      const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(PIECE), 0, PIECE, at);
      if (bytesRead === 0) return;
      const piece = buffer.subarray(0, bytesRead);
      let from = 0;
      for (let end = piece.indexOf(10); end >= 0; end = piece.indexOf(10, from)) {
        begun.push(piece.subarray(from, end));
        yield { text: Buffer.concat(begun).toString(), end: at + end + 1 };
        begun = [];
        from = end + 1;
      }
      begun.push(piece.subarray(from));
      at += bytesRead;
    }
  } finally {
    await handle.close();
  }
}

async function opened(file: string): Promise<FileHandle | undefined> {
  try {
    return await open(file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
