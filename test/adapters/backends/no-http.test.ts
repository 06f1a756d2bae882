import { expect, test } from 'vitest';
import { type NativeDeps, native } from '../../../src/adapters/backends/native.ts';
import type { Protocol } from '../../../src/adapters/backends/wire.ts';
import { ask, question, runCommand, usageIn } from './think.ts';

/** Models that are not asked over HTTP: what an editor's extensions bring, which may do as they like. */
const asking = (stream: Protocol['stream'], pacing: NonNullable<NativeDeps['pacing']> = {}) =>
  native(
    {
      name: 'copilot',
      protocol: { name: 'own', takesTools: () => true, models: async () => [], stream },
      defaultModel: 'auto',
    },
    { reach: async () => ({ baseUrl: 'http://127.0.0.1', key: undefined }), runCommand, pacing },
  );
const never = () => new Promise<never>(() => {});
const answer = {
  text: '',
  calls: [{ id: 'c', name: 'answer', args: '{"colour":"red"}' }],
  stop: 'end',
} as const;

test.each(['before its first word', 'after it'])(
  'T010 T011 a model that falls silent %s is asked again',
  async (when) => {
    let asked = 0;
    const backend = asking(
      async function* () {
        if (asked++ === 0) {
          if (when === 'after it') yield { type: 'text', text: 'Let me' };
          await never();
        }
        yield { type: 'turn', turn: answer };
      },
      { emptyMs: 100, sleep: async () => {} },
    );
    const { outcome } = await ask(backend, question());
    expect(outcome).toEqual({ ok: true, value: { colour: 'red' } });
    expect(asked).toBe(2);
  },
);

test('an abort ends a question to a model that does not listen', async () => {
  const stop = new AbortController();
  const backend = asking(async function* () {
    yield { type: 'text', text: 'Let me' };
    stop.abort();
    await never();
  });
  const { outcome } = await ask(backend, question({ abort: stop.signal }));
  expect(outcome).toMatchObject({ ok: false, kind: 'interrupted' });
});

test('what a model breaks with after it was given up troubles nobody', async () => {
  const stop = new AbortController();
  let breakOff = (_: Error) => {};
  const backend = asking(async function* () {
    yield { type: 'text', text: 'Let me' };
    stop.abort();
    await new Promise<void>((_, reject) => {
      breakOff = reject;
    });
  });
  expect((await ask(backend, question({ abort: stop.signal }))).outcome).toMatchObject({
    kind: 'interrupted',
  });
  breakOff(new Error('too late'));
  await new Promise((resolve) => setTimeout(resolve, 10)); // a rejection that nobody handles would fail the test
});

test.each([
  ['ChatQuotaExceeded', 'You have exceeded your premium request allowance.', 'quota'],
  ['', 'You have exceeded your monthly quota for premium requests.', 'quota'],
  ['ChatRateLimited', "Sorry, you've hit a rate limit. Please try again later.", 'rate'],
  ['', 'Sorry, you have been rate-limited.', 'rate'],
  ['permission_error', 'The person said no.', 'auth'],
  ['model_not_found', 'no such model', 'model'],
  ['', 'net::ERR_INTERNET_DISCONNECTED', 'unreachable'],
] as const)('what an editor says is understood: %s %s', async (code, message, trouble) => {
  const backend = asking(
    // biome-ignore lint/correctness/useYield: it fails before it says anything
    async function* () {
      throw Object.assign(new Error(message), { code });
    },
    { sleep: async () => {} },
  );
  const asked = await ask(backend, question());
  expect(asked.outcome).toMatchObject({ ok: false, trouble });
  expect(usageIn(asked)).toEqual([]);
});
