import { setTimeout as sleep } from 'node:timers/promises';
import { Feed } from '../src/vscode/dashboard/feed.ts';
import { realClock } from '../src/vscode/dashboard/pace.ts';
import { makeRepository, sample } from './repository.ts';
import { brainOf, rows } from './stories.ts';
import { type Figure, printTable } from './table.ts';
import { windowOn } from './window-run.ts';

/*
 * Ten runs in a row in one process, held as a window holds them, with a dashboard that follows each. What is measured
 * is what the process still holds after a run, when everything that is garbage has been collected.
 */

const RUNS = 10;
const stories = rows(9, 3);
const MB = 2 ** 20;

async function held() {
  await sleep(300);
  (globalThis as { gc?: () => void }).gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  return { rss: rss / MB, heap: heapUsed / MB };
}

const repository = makeRepository(sample());
const window = await windowOn(repository, brainOf(stories));
const { runs, server } = window;
const feed = new Feed(() => {}, realClock);
let shown: string | undefined;
runs.appended.listen(({ run, entries }) => {
  if (shown !== run.id)
    feed.start({
      runId: run.id,
      seq: () => run.view.seq,
      snapshot: () => ({ view: run.view, live: run.live }),
    });
  shown = run.id;
  feed.append(entries);
});
const after: Awaited<ReturnType<typeof held>>[] = [];
try {
  after.push(await held());
  for (let n = 0; n < RUNS; n++) {
    await window.play(stories, { llm: 'openai', parallel: 3, reading: 200 });
    server.forget();
    after.push(await held());
  }
} finally {
  feed.stop();
  await window.close();
  repository.remove();
}

const grown = (of: 'rss' | 'heap', from: number) => (after.at(-1)?.[of] ?? 0) - (after[from]?.[of] ?? 0);
const figures: Figure[] = [
  {
    what: `${RUNS} runs in a row: memory of the host grows by`,
    ...{ value: grown('rss', 0), unit: 'MB', limit: { is: 'at most', value: 80 } },
  },
  { what: 'of it after the third run', value: grown('rss', 3), unit: 'MB' },
  { what: `${RUNS} runs in a row: objects grow by`, value: grown('heap', 0), unit: 'MB' },
  { what: 'of it after the third run', value: grown('heap', 3), unit: 'MB' },
];
printTable(figures);
