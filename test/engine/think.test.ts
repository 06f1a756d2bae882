import { expect, test } from 'vitest';
import type { Backend, Outcome, Progress, ThinkRequest } from '../../src/engine/backend.ts';
import { thinker } from '../../src/engine/think.ts';
import { emptyView } from '../../src/model/view.ts';
import { artifacts } from '../support/ports.ts';

const at = { abort: new AbortController().signal, view: () => emptyView, changed: async () => {} };
const question = {
  mode: 'ask',
  phase: 'planner',
  route: { backend: 'scripted' },
  prompt: { shared: '', task: '' },
} as const;

/** A thinker over a backend that does this. */
function thinkWith(think: Backend['think'], append: (name: string, text: string) => void = () => {}) {
  return thinker({
    run: 'r1',
    backend: () => ({ name: 'scripted', think }),
    priceOf: () => 0,
    atMost: () => 0,
    artifacts: { ...artifacts, append },
    signal: () => {},
    now: () => 0,
    limits: { silenceMs: 1000, totalMs: 1000, turns: 1 },
  });
}

async function* costly<T>({ transcript }: ThinkRequest<T>): AsyncGenerator<Progress, Outcome<T>> {
  try {
    transcript({ role: 'user', text: 'hello' });
  } catch {
    // as a backend that never throws does
  }
  yield {
    ...{ type: 'usage', id: 'u1', model: 'm', tokens: null, usd: 1, billing: 'billed' },
    ...{ requests: 1, ms: 1, firstTokenMs: null },
  };
  return { ok: false, kind: 'internal', reason: 'the transcript could not be written' };
}

test('a conversation that cannot be kept is no answer and no fault of the backend; what it cost is told', async () => {
  const full = () => {
    throw new Error('ENOSPC: no space left on device');
  };
  const asked = thinkWith(costly, full)(at, question);
  expect((await asked.next()).value).toMatchObject({ type: 'usage.recorded', id: 'u1', usd: 1 });
  await expect(asked.next()).rejects.toThrow('ENOSPC');
});

test('a backend tidies up when nobody listens any more', async () => {
  let tidied = false;
  async function* tidy<T>(request: ThinkRequest<T>): AsyncGenerator<Progress, Outcome<T>> {
    try {
      return yield* costly(request);
    } finally {
      tidied = true;
    }
  }
  const asked = thinkWith(tidy)(at, question);
  await asked.next();
  await asked.return({ ok: false, kind: 'interrupted', reason: '' });
  expect(tidied).toBe(true);
});
