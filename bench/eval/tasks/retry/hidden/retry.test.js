import assert from 'node:assert/strict';
import { test } from 'node:test';
import { retry } from '../src/retry.js';

function observed(failures) {
  const calls = [];
  const waits = [];
  const work = async (number) => {
    calls.push(number);
    if (calls.length <= failures) throw new Error(`failure ${calls.length}`);
    return `done ${number}`;
  };
  const sleep = async (ms) => void waits.push(ms);
  return { calls, waits, work, options: { times: 5, waitMs: 100, mostMs: 300, sleep } };
}

test('success at once waits for nothing', async () => {
  const seen = observed(0);
  assert.equal(await retry(seen.work, seen.options), 'done 1');
  assert.deepEqual(seen.waits, []);
});

test('waits double and have a limit', async () => {
  const seen = observed(4);
  assert.equal(await retry(seen.work, seen.options), 'done 5');
  assert.deepEqual(seen.calls, [1, 2, 3, 4, 5]);
  assert.deepEqual(seen.waits, [100, 200, 300, 300]);
});

test('the last error is thrown, and nobody waits after it', async () => {
  const seen = observed(9);
  await assert.rejects(retry(seen.work, seen.options), /failure 5/);
  assert.equal(seen.calls.length, 5);
  assert.equal(seen.waits.length, 4);
});

test('once is once', async () => {
  const seen = observed(9);
  await assert.rejects(retry(seen.work, { ...seen.options, times: 1 }), /failure 1/);
  assert.deepEqual(seen.waits, []);
});

test('an aborted signal keeps work from being called', async () => {
  const seen = observed(0);
  const reason = new Error('enough');
  await assert.rejects(retry(seen.work, { ...seen.options, signal: AbortSignal.abort(reason) }), reason);
  assert.deepEqual(seen.calls, []);
});

test('an abort while waiting ends it', async () => {
  const seen = observed(9);
  const reason = new Error('enough');
  const controller = new AbortController();
  const sleep = async () => controller.abort(reason);
  const { signal } = controller;
  await assert.rejects(retry(seen.work, { ...seen.options, sleep, signal }), reason);
  assert.deepEqual(seen.calls, [1]);
});
