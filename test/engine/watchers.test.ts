import { expect, test } from 'vitest';
import { Bus } from '../../src/engine/bus.ts';
import { requested } from '../support/scenario.ts';

test('a watcher that throws keeps no entry from the others, nor from itself, and it is said', () => {
  const said: string[] = [];
  const bus = new Bus({ append: () => {} }, [], () => '2026-01-01T00:00:00.000Z', {
    strange: (sentence) => said.push(sentence),
  });
  const seen: string[] = [];
  bus.watch(({ seq }) => {
    seen.push(`first ${seq}`);
    throw new Error('the webview is gone');
  });
  bus.watch(({ seq }) => seen.push(`second ${seq}`));
  bus.publish('person', requested(), { type: 'run.paused', reason: 'asked' });
  expect(seen).toEqual(['first 1', 'second 1', 'first 2', 'second 2']);
  expect(said).toEqual(
    [1, 2].map((seq) => `whoever watches the run failed at entry ${seq}: the webview is gone`),
  );
});
