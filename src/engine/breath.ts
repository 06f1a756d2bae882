/** Asked between one event and the next: what to wait for, so that others have a turn; nothing where it is not yet time. */
export type Breath = () => Promise<void> | undefined;

/** In milliseconds. */
const MOST_HELD = 6;

/** Jobs that wait for nothing hold the event loop no longer than for some milliseconds; those that do share their turns. */
export function breathing(): Breath {
  let last = 0;
  let turn: Promise<void> | undefined;
  return () => {
    if (performance.now() - last < MOST_HELD) return undefined;
    turn ??= wholeRound().then(() => {
      turn = undefined;
      last = performance.now();
    });
    return turn;
  };
}

/** Long enough for others to be heard: a single immediate may come before the event loop has looked for them. */
const wholeRound = () => new Promise<void>((next) => setImmediate(() => setImmediate(next)));
