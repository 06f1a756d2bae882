import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { artifactsIn } from '../../src/adapters/artifacts.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'baro-artifacts-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a file is written whole, replaced whole, and for its owner alone', async () => {
  const artifacts = artifactsIn(folder);
  await artifacts.write('evidence/a.1.txt', 'first');
  await artifacts.write('evidence/a.1.txt', 'second');
  expect(await artifacts.read('evidence/a.1.txt')).toBe('second');
  expect(readdirSync(join(folder, 'evidence'))).toEqual(['a.1.txt']);
  expect(statSync(join(folder, 'evidence/a.1.txt')).mode & 0o077).toBe(0);
});

test('what is appended follows what was there, from an earlier process too', async () => {
  artifactsIn(folder).append('attempts/a.1.jsonl', 'one\n');
  artifactsIn(folder).append('attempts/a.1.jsonl', 'two\n');
  expect(await artifactsIn(folder).read('attempts/a.1.jsonl')).toBe('one\ntwo\n');
  expect(statSync(join(folder, 'attempts/a.1.jsonl')).mode & 0o077).toBe(0);
});

test('a record that a crash tore takes the next one not along', async () => {
  artifactsIn(folder).append('attempts/a.1.jsonl', '{"turn":1}\n{"tur');
  const next = artifactsIn(folder);
  next.append('attempts/a.1.jsonl', '{"turn":2}\n');
  next.append('attempts/a.1.jsonl', '{"turn":3}\n');
  expect(await next.read('attempts/a.1.jsonl')).toBe('{"turn":1}\n{"tur\n{"turn":2}\n{"turn":3}\n');
});

test('what is not there is nothing', async () => {
  expect(await artifactsIn(folder).read('prompts/a.1.json')).toBeUndefined();
});
