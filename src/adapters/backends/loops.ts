import { createHash } from 'node:crypto';
import type { Ready } from './use-tools.ts';
import type { Call, Result } from './wire.ts';

/** How often the same call may bring the same, with nothing changed in between, until it is pointed out, and until it is over. */
const NUDGE = 3;
const STUCK = 6;

/**
 * Notices an agent that asks the same again and again, however it mixes its questions. A call that brings something
 * else than before is another: a command may have changed what it looks at.
 */
export function watchForLoops() {
  const made = new Map<string, number>();
  return (calls: readonly Ready[], results: readonly Result[]): 'fine' | 'nudge' | 'stuck' => {
    const answered = calls.map(({ call, kind }) => {
      const result = results.find(({ id }) => id === call.id);
      return { key: keyOf(call, result), edited: kind === 'edit' && result?.ok === true };
    });
    let most = 0;
    for (const { key } of answered) {
      const times = (made.get(key) ?? 0) + 1;
      made.set(key, times);
      most = Math.max(most, times);
    }
    const edits = answered.filter(({ edited }) => edited);
    if (edits.some(({ key }) => made.get(key) === 1)) {
      made.clear();
      for (const { key } of edits) made.set(key, 1);
    }
    if (most >= STUCK) return 'stuck';
    return most === NUDGE ? 'nudge' : 'fine';
  };
}

const keyOf = ({ name, args }: Call, result: Result | undefined) =>
  createHash('sha256')
    .update(JSON.stringify([name, args, result?.text]))
    .digest('base64');
