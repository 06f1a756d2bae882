import { expect, test } from 'vitest';
import { formatDuration } from '../../src/model/pace.ts';
import { spansOf } from '../../webview/inspector/ansi.ts';
import { diffLines } from '../../webview/inspector/diff-lines.ts';
import { tokensOf } from '../../webview/inspector/highlight.ts';
import { shortened } from '../../webview/route-names.ts';
import { duration, roughly } from '../../webview/words.ts';
import { STEERING, STEERS } from '../support/steering.ts';

const plain = (text: string) =>
  spansOf(text)
    .map((span) => span.text)
    .join('');

test('colours of a terminal become classes', () => {
  expect(spansOf('\u001b[31mred\u001b[0m plain')).toEqual([
    { text: 'red', classes: 'ansi-red' },
    { text: ' plain', classes: '' },
  ]);
});

test.each([
  ['a title', 'a\u001b]0;evil\u0007b', 'ab'],
  ['a link', '\u001b]8;;https://evil\u001b\\text\u001b]8;;\u001b\\', 'text'],
  ['a cleared screen', '\u001b[2J\u001b[Hhello', 'hello'],
  ['bells and backspaces', 'a\u0007\u0008b\u0000', 'ab'],
  ['markup', '<b onclick=x>&lt;', '<b onclick=x>&lt;'],
  ['a line written anew', '10%\r55%\rdone', 'done'],
  ['line ends of Windows', 'one\r\ntwo', 'one\ntwo'],
])('%s is shown as the text that is left of it', (_, text, shown) => {
  expect(plain(text)).toBe(shown);
});

test.each(STEERING)('%j leaves nothing in a log that steers or turns letters around', (sequence) => {
  const shown = plain(`a${sequence}b\nc`);
  expect(shown).not.toMatch(STEERS);
  expect(shown).toMatch(/\nc$/);
});

test('what turns letters around in a diff is seen', () => {
  const [line] = diffLines('+if (admin\u202e \u2066) {\n');
  expect(line?.text).toBe('if (admin⟨U+202E⟩ ⟨U+2066⟩) {');
});

test('a patch is numbered on both sides', () => {
  expect(diffLines('@@ -3,2 +3,2 @@ class A {\n same\n-old\n+new\n\\ No newline at end of file\n')).toEqual([
    { kind: 'hunk', old: undefined, new: undefined, text: 'class A {' },
    { kind: 'same', old: 3, new: 3, text: 'same' },
    { kind: 'removed', old: 4, new: undefined, text: 'old' },
    { kind: 'added', old: undefined, new: 4, text: 'new' },
  ]);
});

test('colouring changes no character of a line', () => {
  const lines = diffLines('@@ -1,3 +1,3 @@\n const a = `x\n-y`;\n+z`; // end\n');
  const tokens = tokensOf('a.ts', lines);
  expect(tokens?.map((line) => line.map(({ text }) => text).join(''))).toEqual(lines.map(({ text }) => text));
});

test('a language that nobody knows stays uncoloured', () => {
  expect(tokensOf('a.unheard-of', [])).toBeUndefined();
});

test('models that begin alike are named by what tells them apart', () => {
  expect(Object.fromEntries(shortened(['deepseek-v4-flash', 'deepseek-v4-pro', 'gpt-5.5']))).toEqual({
    'deepseek-v4-flash': 'flash',
    'deepseek-v4-pro': 'pro',
    'gpt-5.5': 'gpt-5.5',
  });
});

test('times read as people write them', () => {
  expect([-3, 44_600, 727_000, 11_040_000].map(formatDuration)).toEqual(['0:00', '0:45', '12:07', '3:04:00']);
  expect([duration(6120), duration(130_000)]).toEqual(['6.1\u00a0s', '2 min 10 s']);
  expect([roughly(0.3), roughly(3.4), roughly(78)]).toEqual([
    'under a minute',
    'about 3 min',
    'about 1 h 20 min',
  ]);
});
