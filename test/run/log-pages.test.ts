import { appendFileSync, closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { LogLine } from '../../src/model/protocol.ts';
import { logPages } from '../../src/run/log-pages.ts';
import { temporaryRepository } from '../adapters/git/temporary.ts';
import { finished, runsOf, smallRun } from '../support/small-script.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const at = '2026-01-01T00:00:00.000Z';

/** A transcript of every kind of record, small ones and one that is longer than is read at a time, and its lines. */
function transcript() {
  const records: string[] = [];
  const lines: LogLine[] = [];
  const add = (record: object, ...shown: readonly (readonly [LogLine['kind'], string])[]) => {
    records.push(JSON.stringify({ at, ...record }));
    for (const [kind, text] of shown) lines.push({ n: lines.length, at, kind, text });
  };
  add({ role: 'question', sha256: 'x' });
  add({ role: 'session', backend: 'claude' }, ['note', 'a conversation with claude begins']);
  for (let turn = 0; turn < 3000; turn++) {
    const calls = [{ id: '1', name: 'read_files', args: `{"paths":["ü${turn}.ts"]}` }];
    add(
      { role: 'assistant', text: turn % 3 ? `Grüße ${turn}\n\n€ und 🙂\n` : '', calls },
      ...(turn % 3
        ? ([
            ['text', `Grüße ${turn}`],
            ['text', ''],
            ['text', '€ und 🙂'],
          ] as const)
        : []),
      ['tool', `read_files {"paths":["ü${turn}.ts"]}`],
    );
    const ok = turn % 7 !== 0;
    const count = turn === 1000 ? 20_000 : turn % 5;
    const shown = Array.from({ length: count }, (_, n) => `line ${n} of ${turn} …`);
    add(
      { role: 'tool', results: [{ ok, text: shown.join('\n') }] },
      ...(shown.length === 0 ? [''] : shown).map((text) => [ok ? 'output' : 'error', text] as const),
    );
    if (turn % 100 === 0) records.push('', 'no JSON', '{"role":"stranger"}');
  }
  add({ role: 'user', text: 'the last word' }, ['note', 'the last word']);
  return { text: `${records.join('\n')}\n`, lines };
}

const whole = transcript();

async function all(pages: ReturnType<typeof logPages>, size: number) {
  const found: LogLine[] = [];
  for (let total = 1; found.length < total; ) {
    const page = await pages.page(found.length, size);
    expect(page.from).toBe(found.length);
    if (page.lines.length === 0) break;
    total = page.total;
    found.push(...page.lines);
  }
  return found;
}

test('the pages of a log are together the whole of it, whatever their size', async () => {
  const file = join(temporaryFolder(), 'a.1.jsonl');
  writeFileSync(file, whole.text);
  for (const size of [997, 5000, 1_000_000]) expect(await all(logPages(file), size)).toEqual(whole.lines);
  const pages = logPages(file);
  const { length } = whole.lines;
  for (const [from, count] of [
    [length - 1, 10],
    [length, 10],
    [length + 5, 10],
    [0, 0],
    [12_345, 1],
  ] as const)
    expect(await pages.page(from, count)).toEqual({
      total: length,
      from,
      lines: whole.lines.slice(from, from + count),
    });
});

test('a log that is looked at while it grows shows what is whole of it, wherever the writes are cut', async () => {
  const file = join(temporaryFolder(), 'a.1.jsonl');
  const pages = logPages(file);
  expect(await pages.page(0, 10)).toEqual({ total: 0, from: 0, lines: [] });
  const bytes = Buffer.from(whole.text);
  let seen = 0;
  for (let written = 0; written < bytes.length; written += 77_777) {
    appendFileSync(file, bytes.subarray(written, written + 77_777));
    const [some, more] = await Promise.all([pages.page(seen, 5000), pages.page(seen, 1)]);
    expect(some.lines).toEqual(whole.lines.slice(seen, Math.min(seen + 5000, some.total)));
    expect(more.total).toBe(some.total);
    seen += some.lines.length;
  }
  expect((await pages.page(seen, 1_000_000)).lines).toEqual(whole.lines.slice(seen));
});

test('of what was counted once only the bytes around a page are read', async () => {
  const file = join(temporaryFolder(), 'a.1.jsonl');
  writeFileSync(file, whole.text);
  const pages = logPages(file);
  const { total } = await pages.page(0, 1);
  const half = Math.floor(Buffer.byteLength(whole.text) / 2);
  const fd = openSync(file, 'r+');
  writeSync(fd, Buffer.alloc(half, ' '));
  closeSync(fd);
  appendFileSync(file, `${JSON.stringify({ at, role: 'user', text: 'one more' })}\n`);
  expect(await pages.page(total - 3, 10)).toEqual({
    total: total + 1,
    from: total - 3,
    lines: [...whole.lines.slice(-3), { n: total, at, kind: 'note', text: 'one more' }],
  });
});

test('a search finds the lines of a kind that hold a text, in any case, as many as are wanted', async () => {
  const file = join(temporaryFolder(), 'a.1.jsonl');
  writeFileSync(file, whole.text);
  const pages = logPages(file);
  const holding = (text: string, kind?: LogLine['kind']) =>
    whole.lines.filter((line) => (!kind || line.kind === kind) && line.text.includes(text)).map(({ n }) => n);
  const greeted = holding('Grüße');
  expect(await pages.search('GRÜSSE', 10)).toEqual({ lines: [], more: false });
  expect(await pages.search('GRÜßE', 5000)).toEqual({ lines: greeted, more: false });
  expect(await pages.search('grüße', greeted.length)).toEqual({ lines: greeted, more: false });
  expect(await pages.search('grüße', 3)).toEqual({ lines: greeted.slice(0, 3), more: true });
  expect(await pages.search('of 7 ', 10, 'error')).toEqual({ lines: holding('of 7 ', 'error'), more: false });
  expect(await pages.search('of 7 ', 10, 'output')).toEqual({ lines: [], more: false });
});

test('a search that another one follows is given up', async () => {
  const file = join(temporaryFolder(), 'a.1.jsonl');
  writeFileSync(file, whole.text);
  const pages = logPages(file);
  const [given, next] = await Promise.all([
    pages.search('the last word', 10),
    pages.search('the last word', 10),
  ]);
  expect(given).toEqual({ lines: [], more: true });
  expect(next).toEqual({ lines: [whole.lines.length - 1], more: false });
});

test('a filter and a search do not end each other', async () => {
  const file = join(temporaryFolder(), 'a.1.jsonl');
  writeFileSync(file, whole.text);
  const pages = logPages(file);
  const [kept, found] = await Promise.all([pages.search('', 10, 'note'), pages.search('the last word', 10)]);
  expect(kept).toEqual({ lines: [0, whole.lines.length - 1], more: false });
  expect(found).toEqual({ lines: [whole.lines.length - 1], more: false });
});

test('an open run shows the log of its attempts, and of nothing else', async () => {
  const at = temporaryRepository();
  const run = await finished(await (await runsOf(at)).start('Write files', smallRun(at)));
  const { total, lines } = await run.log('one', 1, 0, 1000);
  expect(lines).toHaveLength(total);
  const wrote = lines.find(({ kind, text }) => kind === 'tool' && text.startsWith('write_file'));
  expect(await run.search('one', 1, 'write_file', 'tool')).toEqual({ lines: [wrote?.n], more: false });
  for (const [storyId, attempt] of [
    ['one', 2],
    ['nowhere', 1],
    ['../attempts/one', 1],
  ] as const) {
    expect(await run.log(storyId, attempt, 0, 1000)).toEqual({ total: 0, from: 0, lines: [] });
    expect(await run.search(storyId, attempt, 'write_file')).toEqual({ lines: [], more: false });
  }
}, 60_000);
