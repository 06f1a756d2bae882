import { expect, test } from 'vitest';
import { likelyCompared } from '../../../src/vscode/commands/likely-compared.ts';

const runs = [
  { id: 'newest' },
  { id: 'fast', race: 'r' },
  { id: 'slow', race: 'r' },
  { id: 'other', race: 'q' },
  { id: 'oldest' },
];

test.each([
  ['nothing is meant', [undefined, undefined], ['newest', 'fast']],
  ['a run is meant, and another is in front', ['oldest', 'other'], ['oldest', 'other']],
  ['a run is meant that is in front', ['oldest', 'oldest'], ['oldest', 'newest']],
  ['a run of a race is meant', ['slow', 'newest'], ['slow', 'fast']],
  ['its rivals are gone', ['other', undefined], ['other', 'newest']],
  ['what is meant is gone', ['gone', 'oldest'], ['oldest', 'newest']],
])('Enter compares what is likely where %s', (_, meant, picked) => {
  expect(likelyCompared(runs, meant)).toEqual(picked);
});
