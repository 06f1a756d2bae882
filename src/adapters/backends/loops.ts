import type { Ready } from './use-tools.ts';
import type { Result } from './wire.ts';

/** How often the same call may be made, with nothing changed in between, until it is pointed out, and until it is over. */
const NUDGE = 3;
const STUCK = 6;

/** Notices an agent that asks the same again and again, however it mixes its questions. */
export function watchForLoops() {
  const made = new Map<string, number>();
  return (calls: readonly Ready[], results: readonly Result[]): 'fine' | 'nudge' | 'stuck' => {
    let most = 0;
    for (const { call } of calls) {
      const times = (made.get(`${call.name} ${call.args}`) ?? 0) + 1;
      made.set(`${call.name} ${call.args}`, times);
      most = Math.max(most, times);
    }
    const changed = calls.some(
      ({ call, kind }) =>
        kind === 'edit' &&
        made.get(`${call.name} ${call.args}`) === 1 &&
        results.some(({ id, ok }) => id === call.id && ok),
    );
    if (changed) {
      const edits = calls
        .filter(({ kind }) => kind === 'edit')
        .map(({ call }) => `${call.name} ${call.args}`);
      made.clear();
      for (const edit of edits) made.set(edit, 1);
    }
    if (most >= STUCK) return 'stuck';
    return most === NUDGE ? 'nudge' : 'fine';
  };
}
