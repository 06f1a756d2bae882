import { expect, test } from 'vitest';
import { goalIn, goalLine } from '../../src/vscode/kept-goal.ts';

test('the goal that was not started is there the next time, with every line of it', () => {
  const stored = new Map<string, unknown>();
  const state = {
    get: (key: string) => stored.get(key) as never,
    update: async (key: string, value: unknown) => void stored.set(key, value),
  };
  goalIn(state).set('# Lend books\n\n- to readers\n');
  expect(goalIn(state).get()).toBe('# Lend books\n\n- to readers\n');
  goalIn(state).set(undefined);
  expect(goalIn(state).get()).toBeUndefined();
});

test('a goal of one line is offered in the line, one of several is kept aside as it is', () => {
  expect(goalLine('Lend books', undefined)).toEqual({
    value: 'Lend books',
    aside: undefined,
    prompt: 'What should be true when it is done?',
  });
  expect(goalLine('# Lend books\n\n- to readers', 'GOAL.md')).toEqual({
    value: '',
    aside: '# Lend books\n\n- to readers',
    prompt:
      'What should be true when it is done? Enter on an empty line takes “Lend books”, which was not started.',
  });
  expect(goalLine(undefined, 'GOAL.md').prompt).toBe(
    'What should be true when it is done? Enter on an empty line takes GOAL.md.',
  );
});
