import { setImmediate } from 'node:timers/promises';
import { breathing } from '../src/engine/breath.ts';
import { Bus } from '../src/engine/bus.ts';
import { planEvents } from '../src/model/answer-intent.ts';
import { team } from '../src/run/team.ts';
import { brief, plan, requested } from '../test/support/scenario.ts';
import { instantOutside } from './instant-outside.ts';
import { type Figure, median, printTable } from './table.ts';

/*
 * The engine alone: the bus, the fold and the whole team on an outside that answers at once. Processor time is
 * measured beside the wall, because it does not count what other programs take. It counts the collector's threads
 * too, which hold nobody up: a run took, and the event loop was held for, the smaller of the two.
 */

/** Rows of so many stories, each of which needs two of the row before. */
const rows = (count: number, width: number) =>
  plan(
    Array.from({ length: count }, (_, i) => {
      const above = i - (i % width) - width;
      const needs = above < 0 ? [] : [above + (i % width), above + ((i + 1) % width)];
      return brief(`story-${i}`, { dependsOn: [...new Set(needs)].map((n) => `story-${n}`) });
    }),
  );

const processorMs = () => process.cpuUsage().user / 1000;

async function played(stories: number, parallel: number) {
  let entries = 0;
  const bus = new Bus(
    { append: () => void entries++ },
    team(instantOutside()),
    () => '2026-01-01T00:00:00.000Z',
    { breath: breathing() },
  );
  const [wall, processor] = [performance.now(), processorMs()];
  let held = 0;
  let turn = { wall, processor };
  bus.publish('person', requested({ parallel, localOnly: true }), ...planEvents(rows(stories, 25), 1));
  while (bus.working) {
    await setImmediate();
    const now = { wall: performance.now(), processor: processorMs() };
    held = Math.max(held, Math.min(now.wall - turn.wall, now.processor - turn.processor));
    turn = now;
  }
  const { completed } = bus.view.ending;
  if (completed?.outcome !== 'done') throw new Error(`the run ended ${completed?.outcome}`);
  return { entries, wall: performance.now() - wall, processor: processorMs() - processor, held };
}

await played(100, 4);
const figures: Figure[] = [];
for (const [stories, parallel] of [
  [33, 4],
  [500, 4],
  [500, 16],
] as const) {
  const runs: Awaited<ReturnType<typeof played>>[] = [];
  for (let i = 0; i < 3; i++) runs.push(await played(stories, parallel));
  const name = `${stories} stories, ${parallel} at once`;
  const rate = median(runs.map((run) => (run.entries / Math.min(run.wall, run.processor)) * 1000));
  figures.push(
    {
      what: `${name}: entries`,
      ...{ value: rate, unit: '/s' },
      ...(stories < 500 ? {} : { limit: { is: 'at least', value: 5000 } }),
    },
    {
      what: `${name}: longest hold of the event loop`,
      ...{ value: median(runs.map(({ held }) => held)), unit: 'ms', limit: { is: 'at most', value: 16 } },
    },
  );
}
printTable(figures);
