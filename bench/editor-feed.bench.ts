import { setTimeout as sleep } from 'node:timers/promises';
import { evolve } from '../src/model/evolve.ts';
import type { HostMessage } from '../src/model/protocol.ts';
import { emptyView } from '../src/model/view.ts';
import { Feed } from '../src/vscode/dashboard/feed.ts';
import { realClock } from '../src/vscode/dashboard/pace.ts';
import { longRun } from './long-run.ts';
import { median, printTable } from './table.ts';

/*
 * From the host to the dashboard, in real time: 33 stories at once that append 5,000 entries a second, whose agents all
 * talk, while somebody scrolls through a log. What VS Code then does with a message is not measured here.
 */

const RATE = 5000;
const SECONDS = 6;
const TICK_MS = 10;
const A_PAGE = { lines: Array.from({ length: 200 }, (_, n) => ({ n, text: 'what was printed '.repeat(6) })) };

const entries = longRun(RATE * SECONDS);
const posted: { readonly at: number; readonly bytes: number }[] = [];
const behind: number[] = [];
/** When each entry was appended, by its number. */
const appendedAt: number[] = [];
let view = emptyView;
let inSnapshot = 0;

const feed = new Feed((message) => {
  const at = performance.now();
  posted.push({ at, bytes: Buffer.byteLength(JSON.stringify(message)) });
  const seq = tellsUpTo(message);
  if (seq) behind.push(at - (appendedAt[seq] ?? at));
}, realClock);

/** The last entry that the dashboard knows of once it has this message; undefined where it learns of none. */
function tellsUpTo(message: HostMessage): number | undefined {
  if (message.type === 'appended') return message.entries.at(-1)?.seq;
  return message.type === 'snapshot' && message.part === message.parts - 1 ? inSnapshot : undefined;
}

feed.start({
  runId: 'run-1',
  snapshot: () => ({ view, live: true }),
  seq: () => {
    inSnapshot = view.seq;
    return view.seq;
  },
});
const begun = performance.now();
let said = 0;
while (view.seq < entries.length) {
  await sleep(TICK_MS);
  const due = Math.min(entries.length, Math.floor(((performance.now() - begun) / 1000) * RATE));
  for (const entry of entries.slice(view.seq, due)) {
    view = evolve(view, entry);
    appendedAt[entry.seq] = performance.now();
    feed.append([entry]);
  }
  for (let story = 0; story < 33; story++)
    feed.say({ phase: 'story', storyId: `story-${story}`, attempt: 1, text: 'a few words more ' });
  if (said++ % 25 === 0) feed.answer(said, A_PAGE);
}
const seconds = (performance.now() - begun) / 1000;
feed.stop();

const inTheSecondAfter = (from: number) => posted.filter(({ at }) => at >= from && at < from + 1000).length;
printTable([
  { what: 'entries appended', value: entries.length / seconds, unit: '/s' },
  {
    what: 'messages, in the busiest second',
    ...{ value: Math.max(...posted.map(({ at }) => inTheSecondAfter(at))), unit: '/s' },
    limit: { is: 'at most', value: 30 },
  },
  {
    what: 'the largest message',
    ...{ value: Math.max(...posted.map(({ bytes }) => bytes)) / 1000, unit: 'kB' },
    limit: { is: 'at most', value: 64 },
  },
  {
    what: 'what is sent altogether',
    ...{ value: posted.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6 / seconds, unit: 'MB/s' },
  },
  { what: 'the dashboard is behind by, p50', value: median(behind), unit: 'ms' },
]);
