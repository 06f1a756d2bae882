import {
  closeSync,
  fdatasync,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { crc32 } from 'node:zlib';
import { Entry } from '../model/events.ts';

/** The log of a run on disk: one JSON object a line, each with a checksum of what precedes it. */
export type LogFile = {
  append(entry: Entry): void;
  /** Resolves when everything appended so far would survive a power cut. */
  flushed(): Promise<void>;
  close(): void;
};

export type ReadLog =
  | {
      readonly entries: readonly Entry[] /** Bytes after the last whole entry: a write that a crash tore. */;
      readonly torn: number;
    }
  | { readonly problem: string };

export function openLog(file: string, datasync: (fd: number, done: () => void) => void = fdatasync): LogFile {
  const fd = openSync(file, 'a', 0o600);
  let open = true;
  const sync = () => new Promise<void>((done) => (open ? datasync(fd, done) : done()));
  let syncing = Promise.resolve();
  let next: Promise<void> | undefined;
  const flushed = () => {
    // A sync that has begun need not hold what was appended since: whoever comes now shares the next one.
    next ??= syncing.then(() => {
      next = undefined;
      syncing = sync();
      return syncing;
    });
    return next;
  };
  return {
    append(entry) {
      if (fstatSync(fd).nlink === 0) throw new Error(`${file} was deleted while the run went on`);
      const line = Buffer.from(sealed(entry));
      for (let written = 0; written < line.length; ) {
        const bytes = writeSync(fd, line, written);
        if (bytes === 0) throw new Error(`${file}: the disk takes no more`);
        written += bytes;
      }
      void flushed(); // nobody waits for it; a power cut takes what happened in the last moment
    },
    flushed,
    close() {
      open = false;
      closeSync(fd);
    },
  };
}

/** Reads and checks a whole log. Anything but a torn end is reported and nothing is guessed. */
export const readLog = (file: string): ReadLog => logReader(file).next();

/** Reads a log as it grows: every call gives the entries since the last one, and after a problem that one again. */
export function logReader(file: string): { next(): ReadLog } {
  let offset = 0;
  let seq = 0;
  return {
    next() {
      let bytes: Buffer;
      try {
        bytes = bytesFrom(file, offset);
      } catch (error) {
        return { problem: `${file} cannot be read: ${error instanceof Error ? error.message : error}` };
      }
      // In bytes: a write may be torn in the middle of a character.
      const whole = bytes.lastIndexOf(0x0a) + 1;
      const lines = bytes.toString('utf8', 0, whole).split('\n').slice(0, -1);
      const entries: Entry[] = [];
      for (const [index, line] of lines.entries()) {
        const number = seq + index + 1;
        const entry = opened(line);
        if ('problem' in entry) return { problem: `line ${number} of the log ${entry.problem}` };
        if (entry.seq !== number)
          return {
            problem: `line ${number} of the log is numbered ${entry.seq}; entries are missing or doubled`,
          };
        entries.push(entry);
      }
      offset += whole;
      seq += entries.length;
      return { entries, torn: bytes.length - whole };
    },
  };
}

/** What a file holds from an offset on; nothing where it is shorter. */
function bytesFrom(file: string, offset: number): Buffer {
  const fd = openSync(file, 'r');
  try {
    const bytes = Buffer.allocUnsafe(Math.max(0, fstatSync(fd).size - offset));
    for (let read = 0; read < bytes.length; ) {
      const more = readSync(fd, bytes, read, bytes.length - read, offset + read);
      if (more === 0) return bytes.subarray(0, read); // it was cut meanwhile
      read += more;
    }
    return bytes;
  } finally {
    closeSync(fd);
  }
}

/** Cuts a torn end off, and keeps it beside the log. */
export function mendLog(file: string, torn: number): void {
  if (torn === 0) return;
  const bytes = readFileSync(file);
  writeFileSync(`${file}.corrupt`, bytes.subarray(bytes.length - torn), { mode: 0o600 });
  truncateSync(file, bytes.length - torn);
}

const SEAL = ',"crc":"';

function sealed(entry: Entry): string {
  const body = JSON.stringify(entry).slice(0, -1);
  return `${body}${SEAL}${checksum(body)}"}\n`;
}

function opened(line: string): Entry | { problem: string } {
  const at = line.lastIndexOf(SEAL);
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { problem: 'is not JSON' };
  }
  if (at >= 0 && line.slice(at + SEAL.length, -2) !== checksum(line.slice(0, at)))
    return { problem: 'does not match its checksum' };
  const read = Entry.safeParse(value);
  return read.success ? read.data : { problem: 'is no entry that this version of Baro knows' };
}

const checksum = (text: string) => crc32(text).toString(16).padStart(8, '0');
