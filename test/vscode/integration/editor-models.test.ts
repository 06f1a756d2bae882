import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Backend, Outcome, Progress, ThinkRequest } from '../../../src/engine/backend.ts';
import { copilot } from '../../../src/vscode/models/copilot.ts';
import { ANY_MODEL, editorModels } from '../../../src/vscode/models/editor-models.ts';
import { test } from './suite.ts';

const request = <T>(asked: Partial<ThinkRequest<T>>): ThinkRequest<T> => ({
  mode: 'ask',
  labels: { run: 'r', phase: 'story' },
  route: { backend: 'copilot' },
  prompt: { shared: 'You help.', task: 'Do it.' },
  env: { PATH: process.env['PATH'] ?? '' },
  abort: new AbortController().signal,
  limits: { silenceMs: 10_000, totalMs: 30_000, turns: 5 },
  permit: async () => {},
  inbox: () => [],
  signal: () => {},
  transcript: () => {},
  history: [],
  ...asked,
});

async function thought<T>(backend: Backend, asked: ThinkRequest<T>) {
  const progress: Progress[] = [];
  const thinking = backend.think(asked);
  for (;;) {
    const { done, value } = await thinking.next();
    if (done) return { progress, outcome: value as Outcome<T> };
    progress.push(value);
  }
}

const ready = async () => {
  for (let tries = 0; tries < 100; tries++) {
    if ((await vscode.lm.selectChatModels()).length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the fake model did not appear');
};

test('a model of the editor answers a question, and its cost is unknown', async () => {
  await ready();
  const { progress, outcome } = await thought(
    copilot(editorModels, ANY_MODEL),
    request<string>({
      answer: {
        name: 'word',
        jsonSchema: { type: 'object', properties: { word: { type: 'string' } }, required: ['word'] },
        parse: (value) =>
          typeof value === 'object' && value !== null && 'word' in value
            ? { value: String(value.word) }
            : { problem: 'no word' },
      },
    }),
  );
  assert.deepEqual(outcome, { ok: true, value: 'yes' });
  const usage = progress.filter((one) => one.type === 'usage');
  assert.equal(usage.length, 1);
  assert.equal(usage[0]?.tokens, null);
  assert.equal(usage[0]?.billing, 'unknown');
  assert.equal(usage[0]?.model, 'fake-1');
});

test('a model of the editor works in a folder with the native tools', async () => {
  await ready();
  const folder = await mkdtemp(join(tmpdir(), 'baro-lm-'));
  try {
    const { progress, outcome } = await thought(
      copilot(editorModels, ANY_MODEL),
      request<string>({ mode: 'work', folder }),
    );
    assert.deepEqual(outcome, { ok: true, value: 'made a file' });
    assert.equal(await readFile(join(folder, 'made.txt'), 'utf8'), 'by the editor\n');
    assert.ok(progress.some((one) => one.type === 'tool' && one.tool === 'write_file' && one.ok));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('a model that the editor does not have is said to be missing', async () => {
  await ready();
  const { outcome } = await thought(
    copilot(editorModels, ANY_MODEL),
    request<string>({ mode: 'work', folder: '/tmp', route: { backend: 'copilot', model: 'gpt-nowhere' } }),
  );
  assert.equal(outcome.ok, false);
  assert.equal('trouble' in outcome && outcome.trouble, 'model');
});

test('a model of the editor that falls silent, and hears of no end, is left behind when it is stopped', async () => {
  await ready();
  const stop = new AbortController();
  const { outcome, progress } = await thought(
    copilot(editorModels, ANY_MODEL),
    request<string>({
      mode: 'work',
      folder: '/tmp',
      route: { backend: 'copilot', model: 'deaf-1' },
      abort: stop.signal,
      signal: () => stop.abort(),
    }),
  );
  assert.deepEqual(outcome, { ok: false, kind: 'interrupted', reason: 'it was stopped' });
  // it had begun to answer, and nobody says what that took
  assert.equal(progress.filter((one) => one.type === 'usage' && one.tokens === null && one.atMost).length, 1);
});

test('a model of the editor whose quota is used up is waited for, not asked again and again', async () => {
  await ready();
  const { outcome } = await thought(
    copilot(editorModels, ANY_MODEL),
    request<string>({ mode: 'work', folder: '/tmp', route: { backend: 'copilot', model: 'spent-1' } }),
  );
  assert.equal(outcome.ok, false);
  assert.equal('trouble' in outcome && outcome.trouble, 'quota');
});
