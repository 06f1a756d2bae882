import { expect, test } from 'vitest';
import { writeUri } from '../../../src/vscode/file-uri.ts';
import { remarksKeptIn } from '../../../src/vscode/review/kept-remarks.ts';

const stateWith = (kept?: unknown) => {
  const stored = new Map([['baro.remarks', kept]]);
  return {
    get: (key: string) => stored.get(key) as never,
    update: async (key: string, value: unknown) => void stored.set(key, value),
  };
};

const file = {
  runId: 'r1',
  commit: 'c',
  path: 'src/a b.ts',
  storyId: 's',
  attempt: 1,
  folder: '/r',
} as const;
const said = { at: writeUri({ ...file, side: 'attempt' }), line: 0, texts: ['Use a map', 'Or a set'] };

test('remarks that were not submitted are there after a reload, until they are', () => {
  const state = stateWith();
  expect(remarksKeptIn(state).get()).toEqual([]);
  remarksKeptIn(state).set([said]);
  expect(remarksKeptIn(state).get()).toEqual([said]);
  remarksKeptIn(state).set([]);
  expect(remarksKeptIn(state).get()).toEqual([]);
});

test('of what was kept, only what can be shown again is read', () => {
  const others = [
    null,
    'Use a map',
    { ...said, at: null },
    { ...said, at: { ...said.at, query: 'runId=r1' } },
    { ...said, at: { ...said.at, path: 'src/a.ts' } },
    { ...said, at: writeUri({ ...file, side: 'base' }) },
    { ...said, line: -1 },
    { ...said, line: '0' },
    { ...said, texts: [] },
    { ...said, texts: [7] },
  ];
  expect(remarksKeptIn(stateWith([...others, said])).get()).toEqual([said]);
  expect(remarksKeptIn(stateWith('rubbish')).get()).toEqual([]);
});
