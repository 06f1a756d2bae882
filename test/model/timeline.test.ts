import { describe, expect, test } from 'vitest';
import { minutesAtOnce, minutesLeft } from '../../src/model/estimate.ts';
import { viewOf } from '../../src/model/folding.ts';
import { storiesOf, storyOf } from '../../src/model/questions.ts';
import { segmentsOf } from '../../src/model/timeline.ts';
import type { Story, View } from '../../src/model/view.ts';
import { midRun, troubled } from '../webview/harness/scenarios.ts';
import { brief } from '../webview/harness/story-teller.ts';

const START = Date.UTC(2026, 10, 20, 9);
const view = viewOf(midRun(START, true));
const end = Date.parse(view.ending.completedAt);
const known = (from: View, id: string) => storyOf(from, id) as Story;
const seconds = (from: View, id: string, now = end) =>
  segmentsOf(from, known(from, id), now).map(
    ({ kind, from: a, to }) => `${kind} ${((to - a) / 1000).toFixed(0)}`,
  );

describe('where a story’s time went', () => {
  test('an attempt is a worktree, a model at work, a verification, a critic and a merge', () => {
    expect(seconds(view, 'status-enum')).toEqual([
      'worktree 2',
      'model 26',
      'verify 1',
      'verify 7',
      'critic 6',
      'merge 3',
    ]);
  });

  test('a story waits from when it could start, and again between its attempts', () => {
    expect(seconds(view, 'mapper').filter((segment) => segment.startsWith('waiting'))).toEqual([
      'waiting 1',
      'waiting 1',
    ]);
  });

  test('tools are parted from the model where it is known when they ran', () => {
    const from = Date.parse(known(view, 'guards').attempts[0]?.times.prepared ?? '');
    const tools = new Map([['guards.1', [{ from: from + 1000, to: from + 3000 }]]]);
    const kinds = segmentsOf(view, known(view, 'guards'), end, tools).map(({ kind }) => kind);
    expect(kinds.slice(0, 5)).toEqual(['waiting', 'worktree', 'model', 'tools', 'model']);
  });

  test('the parts of an attempt follow each other without a gap', () => {
    for (const story of storiesOf(view)) {
      const segments = segmentsOf(view, story, end);
      for (const [index, segment] of segments.entries())
        if (index > 0) expect(segment.from).toBe(segments[index - 1]?.to);
    }
  });

  test('what waits for a person after its verdict waits, and is not being merged', () => {
    const trouble = viewOf(troubled(START));
    const now = Date.parse(trouble.at);
    expect(segmentsOf(trouble, known(trouble, 'guards'), now).at(-1)?.kind).toBe('waiting');
  });
});

describe('how long it takes', () => {
  const minutes = (estimateMinutes: number) => ({ estimateMinutes });
  const stories = [
    brief('a', 'A', [], minutes(2)),
    brief('b', 'B', [], minutes(3)),
    brief('c', 'C', ['a'], minutes(4)),
    brief('d', 'D', [], minutes(1)),
  ];

  test('one at a time it is the sum, with room enough the longest path', () => {
    expect(minutesAtOnce(stories, 1)).toBe(10);
    expect(minutesAtOnce(stories, 9)).toBe(6);
  });

  test('two at once share the work, the longest path first', () => {
    expect(minutesAtOnce(stories, 2)).toBe(6);
  });

  test('nothing is left of a run that is over, and less as it goes on', () => {
    const earlier = viewOf(midRun(START).slice(0, 60));
    const later = viewOf(midRun(START));
    expect(minutesLeft(view, view.at)).toBe(0);
    expect(minutesLeft(later, later.at)).toBeLessThan(minutesLeft(earlier, earlier.at));
  });
});
