import { expect, test } from 'vitest';
import { lineOf } from '../../src/cli/progress.ts';
import { emptyView } from '../../src/model/view.ts';

/** On that day in November, wherever this is run. */
const local = (day: number, hour: number, minute: number) =>
  new Date(2026, 10, day, hour, minute, 20).toISOString();

const opened = (until?: string) =>
  lineOf(
    {
      ...{ seq: 1, at: local(20, 21, 0), by: 'story-agent' },
      event: { type: 'breaker.opened', provider: 'claude', reason: 'a limit', ...(until ? { until } : {}) },
    },
    emptyView,
  );

test('T034 when a provider is asked again is said by the clock on the wall, with the day where it is another', () => {
  expect(opened(local(20, 21, 5))).toBe('! claude does not answer: a limit; asked again at 21:05:20');
  expect(opened(local(21, 3, 30))).toBe(
    '! claude does not answer: a limit; asked again on 2026-11-21 at 03:30:20',
  );
  expect(opened()).toBe('! claude does not answer: a limit');
});

test('T007 that another model answers is said with both names', () => {
  const route = { backend: 'openai-compatible', model: 'deepseek-v4-flash', endpoint: 'deepseek' } as const;
  const event = { type: 'model.substituted', route, model: 'deepseek-flash' } as const;
  expect(lineOf({ seq: 1, at: local(20, 21, 0), by: 'story-agent', event }, emptyView)).toBe(
    '! deepseek-flash answers where openai-compatible:deepseek-v4-flash@deepseek was asked for; it is what the books count',
  );
});
