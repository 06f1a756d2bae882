import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBook } from '../src/book.js';

test('bookings are listed by room', () => {
  const book = createBook();
  book.add({ room: 'red', from: 60, to: 120 });
  book.add({ room: 'blue', from: 60, to: 120 });
  assert.deepEqual(book.list('red'), [{ id: 1, room: 'red', from: 60, to: 120 }]);
});
