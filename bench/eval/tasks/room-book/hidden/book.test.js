import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBook } from '../src/book.js';

const red = (from, to) => ({ room: 'red', from, to });

test('an overlap is refused, in every way two times can overlap', () => {
  for (const [from, to] of [
    [60, 120],
    [30, 61],
    [119, 200],
    [70, 80],
    [0, 999],
  ]) {
    const book = createBook();
    book.add(red(60, 120));
    assert.throws(() => book.add(red(from, to)));
    assert.equal(book.list('red').length, 1);
  }
});

test('touching and another room are fine', () => {
  const book = createBook();
  book.add(red(60, 120));
  book.add(red(0, 60));
  book.add(red(120, 180));
  book.add({ room: 'blue', from: 60, to: 120 });
  assert.equal(book.list('red').length, 3);
});

test('a booking moves, also over its own time', () => {
  const book = createBook();
  const id = book.add(red(60, 120));
  book.move(id, 90, 150);
  assert.deepEqual(
    book.list('red').map(({ from, to }) => [from, to]),
    [[90, 150]],
  );
});

test('a move into another booking is refused and changes nothing', () => {
  const book = createBook();
  const id = book.add(red(60, 120));
  book.add(red(200, 260));
  assert.throws(() => book.move(id, 210, 220));
  assert.throws(() => book.move(id, 150, 201));
  assert.deepEqual(
    book.list('red').map(({ from, to }) => [from, to]),
    [
      [60, 120],
      [200, 260],
    ],
  );
  book.move(id, 140, 200);
});

test('a time without length and an unknown id are refused', () => {
  const book = createBook();
  const id = book.add(red(60, 120));
  assert.throws(() => book.add(red(300, 300)));
  assert.throws(() => book.add(red(300, 200)));
  assert.throws(() => book.move(id, 300, 300));
  assert.throws(() => book.move(id + 1, 300, 360));
  assert.equal(book.list('red').length, 1);
});
