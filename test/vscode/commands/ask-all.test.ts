import { expect, test } from 'vitest';
import { askAll, type Question } from '../../../src/vscode/commands/ask-all.ts';

type Known = Readonly<Record<string, string>>;

/** Asks for `a`, `b` and `c` while the person does one after the other: an answer, `back` or `escape`. */
async function asked(...does: readonly string[]) {
  const seen: string[] = [];
  const left = [...does];
  const question =
    (name: string): Question<Known> =>
    async ({ step, of, back }, known) => {
      seen.push(`${name} ${step}/${await of}${back ? ' ←' : ''}${known[name] ? ` ${known[name]}` : ''}`);
      const does = left.shift() ?? 'escape';
      if (does === 'back') back?.();
      return does === 'back' || does === 'escape' ? undefined : { ...known, [name]: does };
    };
  const known = await askAll(['a', 'b', 'c'].map(question), {}, async () => 3);
  return { seen, known };
}

test('questions are asked one after the other, and each knows where it stands', async () => {
  expect(await asked('1', '2', '3')).toEqual({
    seen: ['a 1/3', 'b 2/3 ←', 'c 3/3 ←'],
    known: { a: '1', b: '2', c: '3' },
  });
});

test('going back asks the question before once more, with what was answered to it', async () => {
  expect(await asked('1', '2', 'back', 'other', '3')).toEqual({
    seen: ['a 1/3', 'b 2/3 ←', 'c 3/3 ←', 'b 2/3 ← 2', 'c 3/3 ←'],
    known: { a: '1', b: 'other', c: '3' },
  });
});

test('who lets one question be has answered none', async () => {
  expect(await asked('1', 'escape')).toEqual({ seen: ['a 1/3', 'b 2/3 ←'], known: undefined });
});
