import {
  closeSync,
  fdatasync,
  fstatSync,
  openSync,
  readFileSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import type { Entry } from '../model/events.ts';
import { sealed } from './log-line.ts';

/** The log of a run on disk: one JSON object a line, each with a checksum of what precedes it. */
export type LogFile = {
  append(entry: Entry): void;
  /** Resolves when everything appended so far would survive a power cut. */
  flushed(): Promise<void>;
  close(): void;
};

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
      // once a burst: the first of it, which calls for the sync that all of it shares
      if (!next && fstatSync(fd).nlink === 0) throw new Error(`${file} was deleted while the run went on`);
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

/** Cuts a torn end off, and keeps it beside the log. */
export function mendLog(file: string, torn: number): void {
  if (torn === 0) return;
  const bytes = readFileSync(file);
  writeFileSync(`${file}.corrupt`, bytes.subarray(bytes.length - torn), { mode: 0o600 });
  truncateSync(file, bytes.length - torn);
}
