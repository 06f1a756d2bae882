import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toCsv } from '../src/csv.js';

const line = (value) => toCsv([{ a: value }], ['a']).slice('a\r\n'.length);

test('columns come first, every line ends with CRLF', () => {
  assert.equal(
    toCsv(
      [
        { a: 1, b: 'x' },
        { b: 'y', a: 2 },
      ],
      ['a', 'b'],
    ),
    'a,b\r\n1,x\r\n2,y\r\n',
  );
  assert.equal(toCsv([], ['a', 'b']), 'a,b\r\n');
});

test('what would break a line is quoted', () => {
  assert.equal(line('x,y'), '"x,y"\r\n');
  assert.equal(line('say "hi"'), '"say ""hi"""\r\n');
  assert.equal(line('x\ny'), '"x\ny"\r\n');
  assert.equal(line('x\ry'), '"x\ry"\r\n');
  assert.equal(toCsv([], ['a,b', 'c']), '"a,b",c\r\n');
});

test('nothing is empty, and false and zero are something', () => {
  assert.equal(toCsv([{ a: null, c: 0, d: false }], ['a', 'b', 'c', 'd']), 'a,b,c,d\r\n,,0,false\r\n');
});

test('no text is taken for a formula', () => {
  for (const start of ['=', '+', '-', '@']) assert.equal(line(`${start}1`), `'${start}1\r\n`);
  assert.equal(line('=A1,B1'), '"\'=A1,B1"\r\n');
  assert.equal(line('a=1'), 'a=1\r\n');
});

test('numbers stay numbers', () => {
  assert.equal(line(-12.5), '-12.5\r\n');
});
