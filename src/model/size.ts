import type { RunEvent } from './events.ts';

/** The most bytes an event takes in the log, as JSON. */
export const MOST_BYTES = 8_000;

/** The most bytes of one message to the dashboard. Here, because nothing that is loaded at once may load schemas. */
export const MOST_MESSAGE_BYTES = 64_000;

/** The most characters of what a person says to a run in words: a note, a message, what should be different. */
export const MOST_SAID = 2000;

/** The text, no longer than `most` characters, with a mark where it was cut. */
export const clip = (text: string, most: number) =>
  text.length <= most ? text : `${text.slice(0, most - 1)}…`;

/** The last `most` characters of the text, with a mark where it was cut. */
export const clipStart = (text: string, most: number) =>
  text.length <= most ? text : `…${text.slice(text.length - most + 1)}`;

/**
 * Said of a fact, these are names that others look things up by, and the parts of a story that would be another
 * story if they were cut. They are kept whole; a plan in which they do not fit is refused beforehand.
 */
const WHOLE: ReadonlySet<string> = new Set([
  ...['type', 'id', 'runId', 'storyId', 'commit', 'parent', 'base', 'tip', 'branch', 'worktree', 'sha256'],
  ...['artifact', 'goalArtifact', 'provider', 'route', 'routes', 'url', 'until', 'version'],
  ...['dependsOn', 'touches', 'acceptance', 'verify'],
]);

/** How long texts and lists may still be, from generous to whatever fits. */
const STEPS = [
  ...[6000, 4000, 2000, 1000, 500, 250].map((text) => ({ text, items: 60 })),
  ...[120, 60].map((text) => ({ text, items: 20 })),
  ...[30, 8].map((text) => ({ text, items: 5 })),
];

/** The event itself where it fits; else with its longest texts and lists cut until it does. */
export function fitted(event: RunEvent): RunEvent {
  if (bytesOf(event) <= MOST_BYTES) return event;
  for (const most of STEPS) {
    const shorter = shorten(event, most) as RunEvent;
    if (bytesOf(shorter) <= MOST_BYTES) return shorter;
  }
  throw new Error(`a ${event.type} event does not fit into ${MOST_BYTES} bytes`);
}

/** How many bytes of UTF-8 a value takes as JSON, counted without a platform's encoder. */
export function bytesOf(value: unknown): number {
  const json = JSON.stringify(value) ?? '';
  if (json.length * 3 <= MOST_BYTES) return json.length;
  let bytes = 0;
  for (const character of json) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

function shorten(value: unknown, most: (typeof STEPS)[number]): unknown {
  if (typeof value === 'string') return clip(value, most.text);
  if (Array.isArray(value)) return value.slice(0, most.items).map((item) => shorten(item, most));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, WHOLE.has(key) ? item : shorten(item, most)]),
  );
}
