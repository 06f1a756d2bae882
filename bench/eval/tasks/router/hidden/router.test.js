import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRouter } from '../src/router.js';

function routerWith(...patterns) {
  const router = createRouter();
  for (const [method, pattern] of patterns) router.add(method, pattern, (params) => ({ pattern, params }));
  return router;
}

test('parameters are decoded', () => {
  const router = routerWith(['GET', '/users/:id/posts/:post']);
  assert.deepEqual(router.handle('GET', '/users/a%20b/posts/%C3%A9'), {
    status: 200,
    body: { pattern: '/users/:id/posts/:post', params: { id: 'a b', post: 'é' } },
  });
  assert.deepEqual(router.handle('GET', '/users/a%2Fb/posts/1').body.params, { id: 'a/b', post: '1' });
});

test('what cannot be decoded is a bad request', () => {
  assert.deepEqual(routerWith(['GET', '/users/:id']).handle('GET', '/users/%E0%A4%A'), { status: 400 });
});

test('a fixed segment wins, whatever came first', () => {
  const both = [
    ['GET', '/users/:id'],
    ['GET', '/users/me'],
  ];
  for (const order of [both, both.toReversed()]) {
    const router = routerWith(...order);
    assert.equal(router.handle('GET', '/users/me').body.pattern, '/users/me');
    assert.equal(router.handle('GET', '/users/7').body.pattern, '/users/:id');
  }
});

test('unknown paths and wrong methods are told apart', () => {
  const router = routerWith(['PUT', '/users/:id'], ['GET', '/users/:id'], ['GET', '/']);
  assert.deepEqual(router.handle('GET', '/none'), { status: 404 });
  assert.deepEqual(router.handle('GET', '/users/1/2'), { status: 404 });
  assert.deepEqual(router.handle('DELETE', '/users/1'), { status: 405, allow: ['GET', 'PUT'] });
});

test('a slash at the end makes no difference', () => {
  const router = routerWith(['GET', '/users/:id'], ['GET', '/users'], ['GET', '/']);
  assert.equal(router.handle('GET', '/users/7/').body.params.id, '7');
  assert.equal(router.handle('GET', '/users/').body.pattern, '/users');
  assert.equal(router.handle('GET', '/').body.pattern, '/');
});
