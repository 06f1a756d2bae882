import { expect, test } from 'vitest';
import type { RunEvent } from '../../../src/model/events.ts';
import { feedbackIntent, feedbackText, unheard } from '../../../src/vscode/review/feedback.ts';
import { inMemoryRun, planOf } from '../in-memory-runs.ts';

const first = { storyId: 'a', attempt: 1 };
const begun: RunEvent[] = [
  ...planOf({ a: [] }),
  { type: 'plan.approved', version: 1 },
  { type: 'story.scheduled', ...first, route: { backend: 'scripted' }, reservedUsd: null },
];
const committed: RunEvent = {
  type: 'attempt.committed',
  ...first,
  commit: 'b'.repeat(40),
  parent: 'a'.repeat(40),
  files: ['x'],
  changed: 1,
  added: 1,
  removed: 0,
  gates: [],
};
const prepared: RunEvent = {
  type: 'attempt.prepared',
  ...first,
  route: { backend: 'scripted' },
  base: 'a'.repeat(40),
  worktree: 'a.1',
  prompt: { artifact: 'p', sha256: 's', findings: 0 },
};

const intent = (...events: RunEvent[]) => {
  const run = inMemoryRun('run-1');
  run.publish(...begun, ...events);
  return feedbackIntent(run.view, { ...first, text: 'Use a map', id: 'm1' });
};

test('remarks say where they are, one a line', () => {
  const remarks = [
    { path: 'src/a.ts', line: 3, text: 'Use a\nmap' },
    { path: 'src/b.ts', line: 1, text: 'Why?' },
  ];
  expect(feedbackText(remarks)).toBe('src/a.ts:3: Use a map\nsrc/b.ts:1: Why?');
  expect(feedbackText([])).toBe('');
});

test('feedback fits into an intent however much is said', () => {
  const remarks = Array.from({ length: 400 }, (_, line) => ({ path: 'a', line, text: 'no '.repeat(9) }));
  expect(feedbackText(remarks).length).toBeLessThanOrEqual(2000);
});

test('feedback that does not fit is known not to, so that none of it is lost unsaid', () => {
  const remark = { path: 'a', line: 1, text: 'no' };
  expect(unheard([remark])).toBe(0);
  const remarks = Array.from({ length: 400 }, () => remark);
  expect(unheard(remarks)).toBe(400 * 'a:1: no\n'.length - 1 - 2000);
});

test('an attempt on its way to its merge is refused with it, before anybody asked for a decision, too', () => {
  expect(intent(prepared, { type: 'attempt.finished', ...first, summary: 'done' }, committed)).toEqual({
    type: 'refuse',
    ...first,
    feedback: 'Use a map',
  });
});

test('an agent at work is told', () => {
  expect(intent(prepared)).toEqual({ type: 'message', storyId: 'a', id: 'm1', text: 'Use a map' });
});

test('a story that is integrated or failed is run again with it', () => {
  const rerun = { type: 'rerun', storyId: 'a', note: 'Use a map' };
  expect(intent(prepared, committed, { type: 'story.integrated', ...first, commit: 'b'.repeat(40) })).toEqual(
    rerun,
  );
  expect(intent({ type: 'attempt.failed', ...first, kind: 'agent', reason: 'gave up' })).toEqual(rerun);
});
