import type { Labels } from '../../engine/backend.ts';
import { abridged } from './tools/text.ts';

const MOST_SHOWN = 8000;
const MOST_HELD = 64_000;

/** What every request that leaves Baro says about itself. */
export function headersOf({ run, phase, storyId, attempt }: Labels): Readonly<Record<string, string>> {
  return {
    'x-baro-run': run,
    'x-baro-phase': phase,
    ...(storyId === undefined ? {} : { 'x-baro-story': storyId }),
    ...(attempt === undefined ? {} : { 'x-baro-attempt': `${attempt}` }),
  };
}

/**
 * Names a question's facts: the provider's id within the question. Servers that give the same id twice
 * do not make two facts one.
 */
export function idsOf({ phase, storyId, attempt }: Labels): (id: string) => string {
  const question = [phase, storyId, attempt].filter((part) => part !== undefined).join('.');
  const given = new Map<string, number>();
  return (id) => {
    const times = (given.get(id) ?? 0) + 1;
    given.set(id, times);
    return `${question}:${id}${times > 1 ? `#${times}` : ''}`;
  };
}

/** Passes text on in pieces worth showing, the first at once; `flush` passes on what is left. A flood is cut. */
export function coalesced(pass: (text: string) => void, now: () => number) {
  let held = '';
  let last = Number.NEGATIVE_INFINITY;
  const flush = () => {
    if (held) pass(abridged(held, MOST_SHOWN));
    held = '';
    last = now();
  };
  return {
    add(text: string) {
      held = abridged(held + text, MOST_HELD);
      if (now() - last > 50) flush();
    },
    flush,
  };
}
