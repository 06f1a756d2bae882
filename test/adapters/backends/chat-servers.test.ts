import { tmpdir } from 'node:os';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Brain, ModelServer } from '../../support/model-server.ts';
import { ask, PROTOCOLS, served, TEST_KEY, usageIn, work } from './think.ts';

/** What servers of Chat Completions do each in their own way. */

const servers: ModelServer[] = [];
afterEach(async () => {
  vi.unstubAllGlobals();
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

type Answer = Awaited<ReturnType<Brain>>;
type Json = Readonly<Record<string, unknown>>;

const call = (name: string, args: object) => ({ calls: [{ name, args }] });
const list = call('list_files', {});
const finish = call('finish', { summary: 'painted' });

/** Works with a server that says one thing after the other; returns the messages of its last request too. */
async function worked(said: readonly Answer[], overrides: Parameters<typeof work>[1] = {}) {
  let turn = 0;
  const { server, backend } = await served(PROTOCOLS[1], () => said[turn++] ?? finish);
  servers.push(server);
  const route = { backend: 'openai-compatible', model: 'fake-1' } as const;
  const asking = await ask(backend, work(tmpdir(), { route, ...overrides }));
  const messages = (server.requests.at(-1)?.body.messages ?? []) as readonly Json[];
  return { ...asking, messages, server };
}

describe('what a server wants to see again is handed back', () => {
  it('the signature of a call, as Gemini has it', async () => {
    const extra_content = { google: { thought_signature: 'sealed' } };
    const part = { index: 0, id: 'one', type: 'function', function: { name: 'list_files', arguments: '{}' } };
    const { outcome, messages } = await worked([{ deltas: [{ tool_calls: [{ ...part, extra_content }] }] }]);
    expect(outcome).toEqual({ ok: true, value: 'painted' });
    const { index: _, ...sent } = part;
    expect(messages[2]).toMatchObject({ role: 'assistant', tool_calls: [{ ...sent, extra_content }] });
  });

  it('thoughts, as OpenRouter has them, whole again', async () => {
    const open = { type: 'reasoning.text', index: 0, format: 'anthropic-claude-v1' };
    const sealed = { type: 'reasoning.encrypted', index: 1, data: 'sealed' };
    const { messages } = await worked([
      {
        deltas: [
          { reasoning: 'Red', reasoning_details: [{ ...open, text: 'Red', signature: null }] },
          { reasoning: ' or', reasoning_details: [{ ...open, text: ' or' }] },
          { reasoning_details: [{ ...open, signature: 'signed' }, sealed] },
          { reasoning_details: [sealed] },
        ],
        ...list,
      },
    ]);
    expect(messages[2]).toMatchObject({
      reasoning_details: [{ ...open, text: 'Red or', signature: 'signed' }, sealed, sealed],
    });
  });

  it('also where one refuses what it did not sign', async () => {
    const message = 'Function call is missing a thought_signature in functionCall parts.';
    const fault = { kind: 'status', status: 400, body: { error: { message } } } as const;
    const { outcome, server } = await worked([{ fault }]);
    expect(outcome).toMatchObject({ ok: false, trouble: 'bad-response' });
    expect(server.requests).toHaveLength(1);
  });

  it('and nothing where a server has nothing of the kind', async () => {
    const { messages } = await worked([list]);
    expect(Object.keys(messages[2] ?? {}).sort()).toEqual(['content', 'role', 'tool_calls']);
  });
});

describe('a server that takes no message right behind a result is sent', () => {
  const inbox = (...boxes: string[][]) => {
    let asked = 0;
    return () => (boxes[asked++] ?? []).map((text, at) => ({ id: `m${asked}.${at}`, text }));
  };

  it('what is said to the model as a part of the last result, told apart from it', async () => {
    const { messages } = await worked([{ calls: [...list.calls, ...list.calls] }], {
      inbox: inbox([], ['Make it blue.', 'Or green.']),
    });
    expect(messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'tool', 'tool']);
    expect(messages[3]?.['content']).not.toContain('blue');
    expect(messages[4]?.['content']).toMatch(/\n\n---.*---\n\nMake it blue\.\n\n---.*---\n\nOr green\.$/);
  });

  it('what several say, one after the other, as one message', async () => {
    const { messages } = await worked([], { inbox: inbox(['Make it blue.', 'Or green.']) });
    expect(messages.slice(1)).toEqual([
      { role: 'user', content: 'Which colour?\n\nMake it blue.\n\nOr green.' },
    ]);
  });
});

it('a text that comes in parts is read as a text, and a thought in it as none', async () => {
  const inParts = {
    deltas: [
      { content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] }] },
      {
        content: [
          { type: 'text', text: 'All ' },
          { type: 'text', text: 'painted' },
        ],
      },
      { content: [] },
      { content: '.' },
    ],
  };
  const { outcome, signals } = await worked([inParts, inParts]);
  expect(outcome).toEqual({ ok: true, value: 'All painted.' });
  expect(signals.map(({ text }) => text).join('')).toBe('All painted.All painted.');
});

it.each<[string, object, number | undefined]>([
  ['its cost', { cost: 0.25 }, 0.25],
  ['that it was free', { cost: 0 }, 0],
  [
    'what the provider behind it took',
    { cost: 0.25, is_byok: true, cost_details: { upstream_inference_cost: 0.5 } },
    0.75,
  ],
  ['only its own share', { cost: 0.01, is_byok: true, cost_details: null }, undefined],
  ['nothing of it', {}, undefined],
  ['nothing that can be true', { cost: -1 }, undefined],
  ['it in another form', { cost: { total: 0.25 } }, undefined],
])('a server that says %s of a request is believed', async (_, stated, usd) => {
  const [usage] = usageIn(await worked([{ ...finish, stated }]));
  expect(usage?.usd).toBe(usd);
  expect(usage?.tokens).toMatchObject({ input: 100, output: 20 });
});

it.each<[string, object, object]>([
  [
    'Grok',
    {
      ...{ prompt_tokens: 10_120, completion_tokens: 1499, total_tokens: 14_428 },
      completion_tokens_details: { reasoning_tokens: 2809 },
    },
    { input: 10_120, output: 4308, reasoning: 2809 },
  ],
  [
    'Gemini',
    { prompt_tokens: 20, completion_tokens: 198, total_tokens: 623, completion_tokens_details: undefined },
    { input: 20, output: 603 },
  ],
  ['a server that counts it to what was said', { total_tokens: 120 }, { input: 100, output: 20 }],
  ['one whose total is too small', { total_tokens: 7 }, { output: 20 }],
  ['one whose total is no number', { total_tokens: 'many' }, { output: 20 }],
])('what %s thought is counted as written', async (_, stated, tokens) => {
  const [usage] = usageIn(await worked([{ ...finish, stated }]));
  expect(usage?.tokens).toMatchObject(tokens);
});

it.each([
  ['https://openrouter.ai/api/v1', 'anthropic/claude-opus-5.5', true],
  ['https://openrouter.ai/api/v1', 'claude-opus-5-5', true],
  ['https://openrouter.ai/api/v1', 'openai/gpt-5.5', false],
  ['https://not-openrouter.ai/v1', 'anthropic/claude-opus-5.5', false],
])('%s is asked to keep the beginning of what %s reads: %s', async (baseUrl, model, isAsked) => {
  const { server, backend } = await served(PROTOCOLS[1], () => finish, {
    reach: async () => ({ baseUrl, key: TEST_KEY }),
  });
  servers.push(server);
  const overNetwork = fetch;
  vi.stubGlobal('fetch', (url: string, init: RequestInit) =>
    overNetwork(url.replace(baseUrl, server.openaiUrl), init),
  );
  const { outcome } = await ask(backend, work(tmpdir(), { route: { backend: 'openai-compatible', model } }));
  expect(outcome).toEqual({ ok: true, value: 'painted' });
  expect(server.requests[0]?.body['cache_control']).toEqual(isAsked ? { type: 'ephemeral' } : undefined);
});
