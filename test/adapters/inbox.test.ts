import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { leaveIntent, watchInbox } from '../../src/adapters/inbox.ts';
import type { Intent } from '../../src/model/intents.ts';
import { until } from '../support/until.ts';

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'baro-inbox-')), 'inbox');
});
afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

function watched() {
  const taken: Intent[] = [];
  const strange: string[] = [];
  const inbox = watchInbox(
    folder,
    (intent) => taken.push(intent),
    (sentence) => strange.push(sentence),
  );
  return { taken, strange, ...inbox };
}

test('what was left before anybody looked is taken, and what is left later too, each once', async () => {
  leaveIntent(folder, { type: 'pause' });
  const inbox = watched();
  expect(inbox.taken).toEqual([{ type: 'pause' }]);
  leaveIntent(folder, { type: 'stop' });
  await until(() => inbox.taken.length === 2);
  inbox.close();
  expect(inbox.taken[1]).toEqual({ type: 'stop' });
  expect(readdirSync(folder)).toEqual([]);
});

test('what is no intent is reported, and in nobody’s way', async () => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, '1.json'), '{"type":"explode"}');
  writeFileSync(join(folder, '2.json'), 'not JSON');
  writeFileSync(join(folder, '3.part'), '{"type":"pause"}');
  leaveIntent(folder, { type: 'resume' });
  const inbox = watched();
  inbox.close();
  expect(inbox.taken).toEqual([{ type: 'resume' }]);
  expect(inbox.strange).toHaveLength(2);
  expect(inbox.strange[0]).toContain('1.json');
});

test('T049 an inbox that is gone is reported once, and looked into when it is there again', async () => {
  const inbox = watched();
  rmSync(folder, { recursive: true });
  await until(() => inbox.strange.length > 0);
  await sleep(2500);
  expect(inbox.strange).toEqual([expect.stringContaining('cannot be read')]);
  leaveIntent(folder, { type: 'stop' });
  await until(() => inbox.taken.length === 1);
  inbox.close();
});

test('once closed, nothing more is taken', () => {
  const inbox = watched();
  inbox.close();
  leaveIntent(folder, { type: 'stop' });
  expect(inbox.taken).toEqual([]);
});
