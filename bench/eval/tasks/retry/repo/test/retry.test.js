import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sleep } from '../src/retry.js';

test('sleeping ends', async () => {
  assert.equal(await sleep(1), undefined);
});
