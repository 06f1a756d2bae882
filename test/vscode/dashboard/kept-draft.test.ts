import { expect, test } from 'vitest';
import { draftIn } from '../../../src/vscode/dashboard/kept-draft.ts';

const stateWith = (stored = new Map<string, unknown>()) => ({
  stored,
  get: (key: string) => stored.get(key) as never,
  update: async (key: string, value: unknown) => void stored.set(key, value),
});

test('that a plan has unsaved changes is known after a reload, until they are gone', () => {
  const state = stateWith();
  draftIn(state).set({ runId: 'r1', version: 2 });
  expect(draftIn(state).get()).toEqual({ runId: 'r1', version: 2 });
  draftIn(state).set(undefined);
  expect(draftIn(state).get()).toBeUndefined();
});

test.each([[undefined], [null], ['r1'], [{ runId: 'r1' }], [{ runId: 1, version: 1 }]])(
  'what was not kept as a draft is none: %j',
  (kept) => {
    expect(draftIn(stateWith(new Map([['baro.draft', kept]]))).get()).toBeUndefined();
  },
);
