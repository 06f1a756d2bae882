import { existsSync, readFileSync } from 'node:fs';
import type { Entry, EventOf, RunEvent } from '../../../src/model/events.ts';

/** The whole entries of a log on disk, without what seals them. */
export function readEntries(file: string): readonly Entry[] {
  if (!existsSync(file)) return [];
  return parseEntries(readFileSync(file, 'utf8').replace(/,"shape":\d+,"crc":"[0-9a-f]{8}"}$/gm, '}'));
}

/** JSON lines; what follows the last newline is not one yet. */
export const parseEntries = (text: string): readonly Entry[] =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Entry);

export const eventsOf = <T extends RunEvent['type']>(entries: readonly Entry[], type: T) =>
  entries.flatMap(({ event }) => (event.type === type ? [event as EventOf<T>] : []));
