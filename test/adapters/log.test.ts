import {
  appendFileSync,
  existsSync,
  fdatasync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { mendLog, openLog } from '../../src/adapters/log.ts';
import { SHAPE } from '../../src/adapters/log-line.ts';
import { type LogReader, logReader, readLog, replayLog } from '../../src/adapters/read-log.ts';
import { Entry } from '../../src/model/events.ts';
import { viewOf } from '../../src/model/folding.ts';
import { shaped } from '../support/scenario.ts';
import { integrated, logOf, underWay } from '../support/told.ts';
import { until } from '../support/until.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'baro-log-'));
  file = join(folder, 'log.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const entries = logOf([...underWay(shaped({ a: [] })), ...integrated('a')]);

async function write(written: readonly Entry[]) {
  const log = openLog(file);
  for (const entry of written) log.append(entry);
  await log.flushed();
  log.close();
}
const text = () => readFileSync(file, 'utf8');
const problem = () => {
  const read = readLog(file);
  return 'problem' in read ? read.problem : `${read.entries.length} entries, ${read.torn} bytes torn`;
};
/** What a reader of a growing log has to say now, as a list. */
function nextOf(reader: LogReader) {
  const entries: Entry[] = [];
  const read = reader.next((entry) => entries.push(entry));
  return 'problem' in read ? read : { entries, ...read };
}
/** Changes the log as something other than Baro would. */
const lines = (change: (all: string[]) => string[]) =>
  writeFileSync(file, `${change(text().trimEnd().split('\n')).join('\n')}\n`);

test('what is appended is read back, for its owner alone', async () => {
  await write(entries);
  expect(readLog(file)).toEqual({ entries, torn: 0 });
  expect(text().split('\n')[0]).toMatch(/^\{"seq":1,.*"at":"2026-01-01T00:00:00.000Z"/);
});

test('T055 what is appended is brought to the disk at once, a burst of it together', async () => {
  let syncs = 0;
  let whole = 0;
  const log = openLog(file, (fd, done) => {
    syncs++;
    whole = readLines();
    fdatasync(fd, done);
  });
  const readLines = () => text().split('\n').length - 1;
  for (const entry of entries) log.append(entry);
  await until(() => whole === entries.length);
  await log.flushed();
  log.close();
  expect(syncs).toBeLessThan(entries.length);
});

test('a torn end is cut off and kept beside the log; what was whole stays', async () => {
  await write(entries);
  const whole = text();
  for (const torn of ['{', '{"seq":99,"at":"2026', 'garbage \u0000\u0000', JSON.stringify(entries[0])]) {
    writeFileSync(file, whole + torn);
    const read = readLog(file);
    expect(read).toEqual({ entries, torn: Buffer.byteLength(torn) });
    mendLog(file, 'torn' in read ? read.torn : 0);
    expect(text()).toBe(whole);
    expect(readFileSync(`${file}.corrupt`, 'utf8')).toBe(torn);
  }
});

test('a write that was torn inside a character is cut off to the byte', async () => {
  await write(entries);
  const whole = text();
  appendFileSync(file, Buffer.from('{"by":"ü', 'utf8').subarray(0, -1));
  const read = readLog(file);
  expect(read).toEqual({ entries, torn: 8 });
  mendLog(file, 8);
  expect(text()).toBe(whole);
});

test.each(['goal', 'Ziel: ä, 目标, 🎯'])(
  'a log of many pieces is read whole, and replayed: %s',
  async (word) => {
    const long = logOf([
      { type: 'run.paused', reason: word.repeat(40_000) },
      ...Array.from({ length: 2000 }, (_, n) => ({ type: 'run.paused' as const, reason: `${word} ${n}` })),
    ]);
    await write(long);
    expect(readLog(file)).toEqual({ entries: long, torn: 0 });
    expect(replayLog(file)).toEqual({ view: viewOf(long), torn: 0 });
    lines((all) => all.with(1500, (all[1500] ?? '').replace(word, 'gaol')));
    expect(problem()).toBe('line 1501 of the log does not match its checksum');
    expect(replayLog(file)).toEqual({ problem: problem() });
  },
);

test('a log that grows is read on from where it was read to, and what was read is not read again', async () => {
  await write(entries.slice(0, 3));
  const reader = logReader(file);
  expect(nextOf(reader)).toEqual({ entries: entries.slice(0, 3), torn: 0 });
  writeFileSync(file, text().replaceAll(/[^\n]/g, ' '));
  expect(nextOf(reader)).toEqual({ entries: [], torn: 0 });
  await write(entries.slice(3, 5));
  expect(nextOf(reader)).toEqual({ entries: entries.slice(3, 5), torn: 0 });
});

test('a line that is still being written is read when it is whole, or when it was mended and written anew', async () => {
  await write(entries.slice(0, 2));
  const reader = logReader(file);
  nextOf(reader);
  await write(entries.slice(2, 3));
  const line = text().split('\n')[2] ?? '';
  const before = text().slice(0, -line.length - 1);
  for (const part of [line.slice(0, 10), line.slice(0, -1)]) {
    writeFileSync(file, before + part);
    expect(nextOf(reader)).toEqual({ entries: [], torn: Buffer.byteLength(part) });
  }
  mendLog(file, line.length - 1);
  expect(nextOf(reader)).toEqual({ entries: [], torn: 0 });
  await write(entries.slice(2, 4));
  expect(nextOf(reader)).toEqual({ entries: entries.slice(2, 4), torn: 0 });
});

test('whoever reads on is told of damage as often as it is met, and of a log that is gone', async () => {
  await write(entries.slice(0, 2));
  const reader = logReader(file);
  nextOf(reader);
  await write(entries.slice(3, 4));
  const problem = 'line 3 of the log is numbered 4; entries are missing or doubled';
  expect(nextOf(reader)).toEqual({ problem });
  expect(nextOf(reader)).toEqual({ problem });
  rmSync(file);
  expect(nextOf(reader)).toEqual({ problem: expect.stringContaining('cannot be read') });
});

test('what goes wrong with an entry is not said to be wrong with the log', async () => {
  await write(entries.slice(0, 1));
  const broken = () => {
    throw new Error('no room on the screen');
  };
  expect(() => logReader(file).next(broken)).toThrow('no room on the screen');
});

test('a log that is whole is not mended', async () => {
  await write(entries);
  mendLog(file, 0);
  expect(existsSync(`${file}.corrupt`)).toBe(false);
});

test('whichever letter is another one, it is noticed and nothing is guessed', async () => {
  await write(entries.slice(0, 4));
  const whole = text();
  const body = whole.indexOf('"goal"');
  for (let at = body; at < whole.length; at += 37) {
    const changed = whole[at] === 'x' ? 'y' : 'x';
    if (whole[at] === '\n') continue;
    writeFileSync(file, whole.slice(0, at) + changed + whole.slice(at + 1));
    const read = readLog(file);
    if ('entries' in read)
      expect(read.entries).toEqual(entries.slice(0, 4)); // only its seal was hit
    else expect(read.problem).toMatch(/^line \d+ of the log /);
  }
});

test.each([
  [
    'a missing line',
    (all: string[]) => all.toSpliced(2, 1),
    'line 3 of the log is numbered 4; entries are missing or doubled',
  ],
  [
    'a doubled line',
    (all: string[]) => all.toSpliced(2, 0, all[1] ?? ''),
    'line 3 of the log is numbered 2; entries are missing or doubled',
  ],
  [
    'swapped lines',
    (all: string[]) => all.with(1, all[2] ?? '').with(2, all[1] ?? ''),
    'line 2 of the log is numbered 3; entries are missing or doubled',
  ],
  ['an empty line', (all: string[]) => all.toSpliced(1, 0, ''), 'line 2 of the log is not JSON'],
])('%s is noticed', async (_, change, expected) => {
  await write(entries);
  lines(change);
  expect(problem()).toBe(expected);
});

test('the number of the shape is raised when entries change', () => {
  const shape = JSON.stringify(z.toJSONSchema(Entry));
  expect({ number: SHAPE, of: crc32(shape).toString(16) }).toMatchInlineSnapshot(`
    {
      "number": 4,
      "of": "e3bcb2f",
    }
  `);
});

test('a line of another shape is looked at field by field', async () => {
  await write(entries.slice(0, 2));
  const resealed = (line: string) => {
    const body = line.slice(0, line.lastIndexOf(',"shape"'));
    return `${body},"crc":"${crc32(body).toString(16).padStart(8, '0')}"}`;
  };
  lines((all) => all.map(resealed));
  expect(readLog(file)).toEqual({ entries: entries.slice(0, 2), torn: 0 });
  lines(([first = '']) => [resealed(first.replace('"goal":', '"wish":'))]);
  expect(problem()).toBe('line 1 of the log is no entry that this version of Baro knows');
});

test('a line of a newer version is refused, and stays, even where it is the last', async () => {
  await write(entries.slice(0, 2));
  const newer = { seq: 3, at: '2026-01-01T00:00:00.000Z', by: 'x', event: { type: 'story.sung' } };
  appendFileSync(file, `${JSON.stringify(newer)}\n`);
  const before = text();
  expect(problem()).toBe('line 3 of the log is no entry that this version of Baro knows');
  expect(text()).toBe(before);
});

test('a field that a newer version added does no harm', async () => {
  await write(entries.slice(0, 1));
  const newer = { ...entries[1], event: { ...entries[1]?.event, color: 'red' } };
  appendFileSync(file, `${JSON.stringify(newer)}\n`);
  expect(problem()).toBe('2 entries, 0 bytes torn');
});

test('a log that is not there is named', () => {
  expect(problem()).toContain('cannot be read');
});

test('appending goes on where a mended log ends', async () => {
  await write(entries.slice(0, 3));
  appendFileSync(file, '{"seq":4,');
  const read = readLog(file);
  mendLog(file, 'torn' in read ? read.torn : 0);
  await write(entries.slice(3));
  expect(readLog(file)).toEqual({ entries, torn: 0 });
});
