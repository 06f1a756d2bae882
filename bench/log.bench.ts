import { closeSync, fdatasync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLog } from '../src/adapters/log.ts';
import { readLog, replayLog } from '../src/adapters/read-log.ts';
import type { Entry } from '../src/model/events.ts';
import { viewOf } from '../src/model/folding.ts';
import { longRun } from './long-run.ts';
import { type Figure, median, printTable } from './table.ts';

/*
 * Replaying a run of 33 stories and 100,000 entries, beside reading and parsing the same file and nothing more; and
 * appending, beside writing and syncing the same lines with nobody in between. All of it in processor time too,
 * which does not count what other programs take.
 */

const ENTRIES = 100_000;

const folder = mkdtempSync(join(tmpdir(), 'baro-bench-log-'));
const file = join(folder, 'log.jsonl');
const log = openLog(file);
for (const entry of longRun(ENTRIES)) log.append(entry);
await log.flushed();
log.close();

/** Processor milliseconds, the middle of several; what the runs leave behind is collected in between. */
function timed(run: () => unknown, times = 7): number {
  const took: number[] = [];
  for (let i = 0; i < times; i++) {
    (globalThis as { gc?: () => void }).gc?.();
    const before = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(before);
    took.push((user + system) / 1000);
  }
  return median(took);
}

const parse = () => {
  const all: unknown[] = [];
  for (const line of readFileSync(file, 'utf8').split('\n')) if (line) all.push(JSON.parse(line));
  return all;
};
const replay = () => {
  const read = replayLog(file);
  if ('problem' in read) throw new Error(read.problem);
  return read.view;
};

const parsed = timed(parse);
const checked = timed(() => readLog(file));
const replayed = timed(replay);

const read = readLog(file);
if ('problem' in read) throw new Error(read.problem);
const { entries } = read;
const folded = timed(() => viewOf(entries));

/** Lines a second with so many producers, each of which waits until its line would survive a power cut. */
async function appended(producers: number, append: (entry: Entry) => void, flushed: () => Promise<void>) {
  const count = 20_000;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: producers }, async (_, producer) => {
      for (let n = producer; n < count; n += producers) {
        append(entries[n] as Entry);
        await flushed();
      }
    }),
  );
  return (count / (performance.now() - began)) * 1000;
}

async function rawly(producers: number): Promise<number> {
  const fd = openSync(join(folder, 'raw.jsonl'), 'w');
  let syncing: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const sync = () => new Promise<void>((done) => fdatasync(fd, () => done()));
  const flushed = () => {
    next ??= (syncing ?? Promise.resolve()).then(() => {
      next = undefined;
      syncing = sync();
      return syncing;
    });
    return next;
  };
  const rate = await appended(producers, (entry) => writeSync(fd, `${JSON.stringify(entry)}\n`), flushed);
  closeSync(fd);
  return rate;
}

async function ours(producers: number): Promise<number> {
  const own = openLog(join(folder, `own-${producers}-${Math.random()}.jsonl`));
  const rate = await appended(producers, own.append, own.flushed);
  own.close();
  return rate;
}

const rates: { raw: number; own: number }[] = [];
for (let i = 0; i < 3; i++) rates.push({ raw: await rawly(33), own: await ours(33) });
const raw = median(rates.map((rate) => rate.raw));

const figures: Figure[] = [
  { what: 'reading and parsing 100,000 entries', value: parsed, unit: 'ms' },
  { what: 'reading and checking them', value: checked, unit: 'ms' },
  { what: 'folding them', value: folded, unit: 'ms' },
  { what: 'replaying them', value: replayed, unit: 'ms', limit: { is: 'at most', value: 1.6 * parsed } },
  { what: 'writing and syncing, 33 producers, nobody in between', value: raw, unit: '/s' },
  {
    what: 'appending to the log, 33 producers',
    ...{
      value: median(rates.map((rate) => rate.own)),
      unit: '/s',
      limit: { is: 'at least', value: 0.8 * raw },
    },
  },
];
printTable(figures);
rmSync(folder, { recursive: true, force: true });
