import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for something to become true; the test's own time limit ends a wait in vain. */
export async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await sleep(10);
}
