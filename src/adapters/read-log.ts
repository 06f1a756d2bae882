import { isAscii } from 'node:buffer';
import { closeSync, openSync, readSync } from 'node:fs';
import type { Entry } from '../model/events.ts';
import { Folding } from '../model/folding.ts';
import type { View } from '../model/view.ts';
import { opened } from './log-line.ts';

/** Bytes after the last whole entry: a write that a crash tore, or that is under way. */
type Torn = { readonly torn: number };
type Problem = { readonly problem: string };

export type ReadLog = ({ readonly entries: readonly Entry[] } & Torn) | Problem;
export type ReplayedLog = ({ readonly view: View } & Torn) | Problem;

/** Reads and checks a whole log. Anything but a torn end is reported and nothing is guessed. */
export function readLog(file: string): ReadLog {
  const entries: Entry[] = [];
  const read = logReader(file).next((entry) => entries.push(entry));
  return 'problem' in read ? read : { entries, ...read };
}

/** What a whole log comes to; of its entries no more than one is held at a time. */
export function replayLog(file: string): ReplayedLog {
  const folding = new Folding();
  const read = logReader(file).next((entry) => folding.add(entry));
  return 'problem' in read ? read : { view: folding.view, ...read };
}

export type LogReader = {
  /** Gives the entries since the last call, one after the other; after a problem, that one again. What `take` throws is thrown. */
  next(take: (entry: Entry) => void): Torn | Problem;
};

/** So many bytes are read at a time: few enough to be close at hand while they are gone through. */
const PIECE = 64 * 1024;

/** Reads a log as it grows. */
export function logReader(file: string): LogReader {
  let offset = 0;
  let seq = 0;
  const readOn = (fd: number, take: (entry: Entry) => void): Torn | Problem => {
    for (let piece = Buffer.allocUnsafe(PIECE); ; ) {
      const bytes = readable(() => filled(fd, piece, offset));
      if ('problem' in bytes) return bytes;
      // In bytes: a write may be torn in the middle of a character.
      const whole = bytes.subarray(0, bytes.lastIndexOf(LINE_END) + 1);
      if (whole.length === 0 && bytes.length < piece.length) return { torn: bytes.length };
      if (whole.length === 0) piece = Buffer.allocUnsafe(2 * piece.length);
      const entries = entriesIn(textOf(whole), seq);
      if ('problem' in entries) return entries;
      offset += whole.length;
      seq += entries.length;
      for (const entry of entries) take(entry);
    }
  };
  const readable = <T>(read: () => T): T | Problem => {
    try {
      return read();
    } catch (error) {
      return { problem: `${file} cannot be read: ${error instanceof Error ? error.message : error}` };
    }
  };
  return {
    next(take) {
      const fd = readable(() => openSync(file, 'r'));
      if (typeof fd !== 'number') return fd;
      try {
        return readOn(fd, take);
      } finally {
        closeSync(fd);
      }
    },
  };
}

const LINE_END = 0x0a;

/** As much of the buffer as the file can fill from an offset on. */
function filled(fd: number, buffer: Buffer, offset: number): Buffer {
  for (let size = 0; ; ) {
    const more = readSync(fd, buffer, size, buffer.length - size, offset + size);
    size += more;
    if (more === 0 || size === buffer.length) return buffer.subarray(0, size);
  }
}

/** Nearly all of a log is ASCII, which is read in a fraction of the time. */
const textOf = (bytes: Buffer) => bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8');

function entriesIn(text: string, seq: number): readonly Entry[] | Problem {
  const entries: Entry[] = [];
  for (let from = 0, end = text.indexOf('\n'); end >= 0; from = end + 1, end = text.indexOf('\n', from)) {
    const entry = opened(text.slice(from, end));
    const number = seq + entries.length + 1;
    if ('problem' in entry) return { problem: `line ${number} of the log ${entry.problem}` };
    if (entry.seq !== number)
      return {
        problem: `line ${number} of the log is numbered ${entry.seq}; entries are missing or doubled`,
      };
    entries.push(entry);
  }
  return entries;
}
