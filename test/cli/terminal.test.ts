import { PassThrough } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openTerminal } from '../../src/cli/terminal.ts';

/** A terminal whose output is kept, and whose keyboard a test types on. */
function watched(columns = 80) {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode() {} });
  const output = Object.assign(new PassThrough(), { isTTY: true, columns });
  let interrupts = 0;
  const terminal = openTerminal(input, output, () => interrupts++);
  return {
    terminal,
    type: (keys: string) => input.write(keys),
    end: () => input.end(),
    interrupts: () => interrupts,
    /** What was written since the last look. */
    seen: () => output.read()?.toString() ?? '',
  };
}

const never = new AbortController().signal;

test('the bottom line stays below what is said, is redrawn only when it differs, and leaves nothing', () => {
  const { terminal, seen } = watched();
  terminal.status('1/3');
  expect(seen()).toBe('\x1b[?7l1/3\x1b[?7h');
  terminal.status('1/3');
  expect(seen()).toBe('');
  terminal.line('one is done');
  expect(seen()).toBe('\r\x1b[2Kone is done\n\x1b[?7l1/3\x1b[?7h');
  terminal.status('');
  expect(seen()).toBe('\r\x1b[2K');
  terminal.line('all is done');
  expect(seen()).toBe('all is done\n');
});

test('the bottom line is one row, whatever it holds', () => {
  const { terminal, seen } = watched(20);
  terminal.status(`two\nlines, and 🙂${'x'.repeat(50)}`);
  const text = 'two lines, and 🙂xxx';
  expect([...text]).toHaveLength(19);
  expect(seen()).toBe(`\x1b[?7l${text}\x1b[?7h`);
});

test('nothing is written over a question, and what was said meanwhile follows the answer', async () => {
  const { terminal, type, seen } = watched();
  terminal.status('0/3');
  const answer = terminal.ask('Go on? ', never);
  expect(seen()).toContain('Go on? ');
  terminal.status('1/3');
  terminal.line('one is done');
  expect(seen()).toBe('');
  type('yes\r');
  expect(await answer).toBe('yes');
  expect(seen().endsWith('one is done\n\x1b[?7l1/3\x1b[?7h')).toBe(true);
});

test('a Ctrl-C at a question is heard as one, and a question that is taken back is over', async () => {
  const { terminal, type, interrupts } = watched();
  const abort = new AbortController();
  const answer = terminal.ask('Go on? ', abort.signal);
  answer.catch(() => {});
  type('\x03');
  await setImmediate();
  expect(interrupts()).toBe(1);
  abort.abort();
  await expect(answer).rejects.toThrow();
});

test('a question is over when the input ends', async () => {
  const { terminal, end } = watched();
  const answer = terminal.ask('Go on? ', never);
  end();
  await expect(answer).rejects.toThrow('the input has ended');
});

test('what steers a terminal is not written to it', () => {
  const { terminal, seen } = watched();
  terminal.line('a\x1b[2Jb\x1b]0;evil\x07c\u009b31md\u202ee\x07');
  expect(seen()).toBe('abcde\n');
});
