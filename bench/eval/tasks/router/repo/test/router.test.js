import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRouter } from '../src/router.js';

test('a path finds its handler', () => {
  const router = createRouter();
  router.add('GET', '/health', () => 'fine');
  assert.deepEqual(router.handle('GET', '/health'), { status: 200, body: 'fine' });
  assert.deepEqual(router.handle('GET', '/other'), { status: 404 });
});
