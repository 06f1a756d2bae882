import { afterEach, expect, test, vi } from 'vitest';
import { openaiCompatible } from '../../../src/adapters/backends/chat-completions.ts';
import { ask, PROTOCOLS, question, runCommand, served } from './think.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const MINUTE = 60_000;
const later = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const frame = (delta: object, finish_reason: string | null) =>
  `data: ${JSON.stringify({ model: 'fake-1', choices: [{ index: 0, delta, finish_reason }] })}\n\n`;

/** A server that takes its time before the first byte of its answer, and again before the second. */
const slowServer = (ms: number) => async () => {
  await later(ms);
  const body = new ReadableStream({
    async start(controller) {
      const send = (text: string) => controller.enqueue(new TextEncoder().encode(text));
      send(frame({ role: 'assistant', content: '' }, null));
      await later(ms);
      send(frame({ content: '{"colour":"red"}' }, 'stop'));
      controller.close();
    },
  });
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
};

async function askSlowly(ms: number) {
  await import('openai');
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  const fetched = vi.fn(slowServer(ms));
  vi.stubGlobal('fetch', fetched);
  const backend = openaiCompatible({
    reach: async () => ({ baseUrl: 'http://127.0.0.1/v1', key: undefined }),
    runCommand,
    pacing: { sleep: async () => {} },
  });
  const limits = { silenceMs: 10 * MINUTE, totalMs: 120 * MINUTE, turns: 2 };
  const asking = ask(backend, question({ route: { backend: 'openai-compatible', model: 'fake-1' }, limits }));
  let settled = false;
  asking.finally(() => {
    settled = true;
  });
  while (!settled) await vi.advanceTimersByTimeAsync(10_000);
  return { ...(await asking), requests: fetched.mock.calls.length };
}

test('a server of your own that reads for minutes before it answers is waited for', async () => {
  const { outcome, requests } = await askSlowly(9 * MINUTE);
  expect(outcome).toEqual({ ok: true, value: { colour: 'red' } });
  expect(requests).toBe(1);
});

test('but no longer than a question may be silent', async () => {
  const { outcome } = await askSlowly(11 * MINUTE);
  expect(outcome).toMatchObject({ ok: false, trouble: 'network' });
});

test('the runtime gives up on a server no earlier', async () => {
  await fetch('data:,a first use, which brings the dispatcher about');
  type Dispatcher = { dispatch(options: object, handler: object): boolean };
  const shared = globalThis as unknown as Record<symbol, Dispatcher>;
  const key = Symbol.for('undici.globalDispatcher.1');
  const dispatcher = shared[key];
  if (!dispatcher) throw new Error('this runtime has another fetch');
  const seen: object[] = [];
  shared[key] = {
    dispatch(options, handler) {
      seen.push(options);
      return dispatcher.dispatch(options, handler);
    },
  };
  const { backend, server } = await served(PROTOCOLS[1], () => ({ text: '{"colour":"red"}' }));
  try {
    expect((await ask(backend, question())).outcome.ok).toBe(true);
  } finally {
    shared[key] = dispatcher;
    await server.close();
  }
  expect(seen).toMatchObject([{ headersTimeout: 0, bodyTimeout: 0 }]);
});
