import { crc32 } from 'node:zlib';
import { Entry } from '../model/events.ts';

const SEAL = ',"crc":"';

/** An entry as one line of JSON whose last field is a checksum of what precedes it. */
export function sealed(entry: Entry): string {
  const body = JSON.stringify(entry).slice(0, -1);
  return `${body}${SEAL}${checksum(body)}"}\n`;
}

/** What such a line, without its end, says. */
export function opened(line: string): Entry | { readonly problem: string } {
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
