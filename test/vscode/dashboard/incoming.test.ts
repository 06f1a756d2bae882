import { expect, test } from 'vitest';
import { readMessage, requestId } from '../../../src/vscode/dashboard/incoming.ts';

test('what a dashboard may say is understood', () => {
  expect(readMessage({ type: 'ready' })).toEqual({ type: 'ready' });
  const approve = { type: 'intent', runId: 'r1', intent: { type: 'approve', version: 2 } };
  expect(readMessage(approve)).toEqual(approve);
  const log = {
    type: 'request',
    id: 7,
    request: { type: 'log', storyId: 'a', attempt: 1, from: 0, count: 200 },
  };
  expect(readMessage(log)).toEqual(log);
  for (const draft of [{ type: 'draft' }, { type: 'draft', of: { runId: 'r1', version: 2 } }])
    expect(readMessage(draft)).toEqual(draft);
});

test.each([
  ['nothing', undefined],
  ['a text', 'ready'],
  ['an unknown type', { type: 'eval', code: '1' }],
  ['an unknown intent', { type: 'intent', runId: 'r1', intent: { type: 'rm' } }],
  [
    'an approval of no version',
    { type: 'intent', runId: 'r1', intent: { type: 'approve', version: 'latest' } },
  ],
  [
    'more lines than fit',
    { type: 'request', id: 1, request: { type: 'log', storyId: 'a', attempt: 1, from: 0, count: 1e9 } },
  ],
  ['an unknown command', { type: 'command', command: 'workbench.action.terminal.new' }],
  ['a draft of no version', { type: 'draft', of: { runId: 'r1' } }],
  ['a link without end', { type: 'open-link', url: `https://example.com/${'a'.repeat(3000)}` }],
])('%s is refused with a sentence', (_, message) => {
  expect(readMessage(message)).toEqual({ problem: expect.any(String) });
});

test('a message too large to look at is refused before it is looked at', () => {
  const plan = 'p'.repeat(5_000_000);
  expect(readMessage({ type: 'intent', runId: 'r1', intent: { type: 'edit', version: 1, plan } })).toEqual({
    problem: expect.stringContaining('too long'),
  });
});

test('a request that is not understood can still be answered', () => {
  expect(requestId({ type: 'request', id: 4, request: {} })).toBe(4);
  expect(requestId({ type: 'ready', id: 4 })).toBeUndefined();
  expect(requestId({ type: 'request', id: 'x' })).toBeUndefined();
});
