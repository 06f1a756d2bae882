import { expect, test } from 'vitest';
import { Bus } from '../../src/engine/bus.ts';
import type { Entry, RunEvent } from '../../src/model/events.ts';
import { requested } from '../support/scenario.ts';

const used = (id: string): RunEvent => ({
  ...{ type: 'usage.recorded', phase: 'architect', id, route: { backend: 'scripted' }, model: 'm' },
  ...{ tokens: null, usd: 1, billing: 'billed', requests: 1, ms: 1, firstTokenMs: null },
});
const tool = (id: string): RunEvent => ({
  ...{ type: 'tool.used', phase: 'story', storyId: 'a', attempt: 1, id, tool: 'x', kind: 'run' },
  ...{ target: 'ls', ok: true, ms: 1 },
});

test('a fact that is counted already is not written again', () => {
  const log: Entry[] = [];
  const bus = new Bus({ append: (entry) => log.push(entry) }, [], () => '2026-01-01T00:00:00.000Z');
  for (const event of [requested(), used('1'), tool('1'), used('1'), tool('1'), used('2'), tool('2')])
    bus.publish('architect', event);
  expect(log.map(({ event }) => ('id' in event ? `${event.type} ${event.id}` : event.type))).toEqual([
    ...['run.requested', 'usage.recorded 1', 'tool.used 1', 'usage.recorded 2', 'tool.used 2'],
  ]);
});
