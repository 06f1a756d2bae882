import { crc32 } from 'node:zlib';
import { Entry } from '../model/events.ts';

/**
 * Which shape entries have: another number wherever `Entry` changes. The checksum of a line vouches that it is as Baro
 * wrote it, and this number that it is as this version would have; any other line is looked at field by field.
 */
export const SHAPE = 4;
const MARK = `,"shape":${SHAPE}`;
const SEAL = ',"crc":"';

/** An entry as one line of JSON; its last fields are the shape, and a checksum of all that precedes it. */
export function sealed(entry: Entry): string {
  const body = `${JSON.stringify(entry).slice(0, -1)}${MARK}`;
  return `${body}${SEAL}${checksum(body)}"}\n`;
}

/** What such a line, without its end, says. */
export function opened(line: string): Entry | { readonly problem: string } {
  const at = line.lastIndexOf(SEAL);
  const body = line.slice(0, Math.max(0, at));
  if (at >= 0 && line.slice(at + SEAL.length, -2) !== checksum(body))
    return { problem: 'does not match its checksum' };
  const isOfThisShape = body.endsWith(MARK);
  let value: unknown;
  try {
    value = JSON.parse(isOfThisShape ? `${body.slice(0, -MARK.length)}}` : line);
  } catch {
    return { problem: 'is not JSON' };
  }
  if (isOfThisShape) return value as Entry;
  const read = Entry.safeParse(value);
  return read.success ? read.data : { problem: 'is no entry that this version of Baro knows' };
}

const checksum = (text: string) => crc32(text).toString(16).padStart(8, '0');
