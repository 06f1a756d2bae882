import type { RunEvent } from './events.ts';

/** The most bytes an event takes in the log, as JSON. */
export const MOST_BYTES = 8_000;

/** The most bytes of one message to the dashboard. Here, because nothing that is loaded at once may load schemas. */
export const MOST_MESSAGE_BYTES = 64_000;

/** The text, no longer than `most` characters, with a mark where it was cut. */
export const clip = (text: string, most: number) =>
  text.length <= most ? text : `${text.slice(0, most - 1)}…`;

/** The last `most` characters of the text, with a mark where it was cut. */
export const clipStart = (text: string, most: number) =>
  text.length <= most ? text : `…${text.slice(text.length - most + 1)}`;

/** The event itself where it fits; else with its longest texts and lists cut until it does. */
export function fitted(event: RunEvent): RunEvent {
  if (size(event) <= MOST_BYTES) return event;
  for (let most = 2000; most >= 60; most = Math.floor(most / 2)) {
    const shorter = shorten(event, most, most > 200 ? 60 : 20) as RunEvent;
    if (size(shorter) <= MOST_BYTES) return shorter;
  }
  throw new Error(`a ${event.type} event does not fit into ${MOST_BYTES} bytes`);
}

/** UTF-8 bytes, counted without a platform's encoder. */
function size(value: unknown): number {
  const json = JSON.stringify(value);
  if (json.length * 3 <= MOST_BYTES) return json.length;
  let bytes = 0;
  for (const character of json) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

function shorten(value: unknown, most: number, items: number): unknown {
  if (typeof value === 'string') return clip(value, most);
  if (Array.isArray(value)) return value.slice(0, items).map((item) => shorten(item, most, items));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shorten(item, most, items)]));
}
