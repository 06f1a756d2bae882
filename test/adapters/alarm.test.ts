import { expect, test } from 'vitest';
import { alarm } from '../../src/adapters/alarm.ts';

/** Holds this process up, as the lid of a laptop does. */
function asleep(ms: number) {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

test('T053 an alarm rings when its time is up, and time that was slept through is none', async () => {
  const begun = performance.now();
  const rung = new Promise<number>((ring) => alarm(300, () => ring(performance.now() - begun)));
  asleep(1500);
  expect(await rung).toBeGreaterThan(1700);
});
