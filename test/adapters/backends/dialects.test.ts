import { tmpdir } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import type { ModelServer } from '../../support/model-server.ts';
import { ask, PROTOCOLS, question, served, toolsIn, work } from './think.ts';

/** What models want differently, and how it shows in the request. */

const servers: ModelServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function asked(
  name: (typeof PROTOCOLS)[number]['name'],
  model: string,
  effort?: 'minimal' | 'low' | 'max',
) {
  const row = PROTOCOLS.find((one) => one.name === name);
  if (!row) throw new Error(name);
  const { server, backend } = await served(row, () => ({ text: '{"colour":"red"}' }));
  servers.push(server);
  const route = { backend: name, model, ...(effort ? { effort } : {}) };
  const { outcome } = await ask(backend, question({ route }));
  return { outcome, body: server.requests[0]?.body, backend, route, server };
}

describe('a model', () => {
  it.each([
    ['openai', 'gpt-5.5-2026-04-23', 'max', { reasoning: { effort: 'xhigh' } }],
    ['openai', 'gpt-6-luna', 'max', { reasoning: { effort: 'max' } }],
    ['openai', 'gpt-5-mini', 'minimal', { reasoning: { effort: 'minimal' } }],
    ['openai-compatible', 'gpt-5.5', 'minimal', { reasoning_effort: 'low' }],
    ['openai-compatible', 'gpt-6-luna', 'low', { reasoning_effort: 'none' }],
    ['anthropic', 'claude-opus-4-5', 'max', { output_config: { effort: 'high' } }],
    ['anthropic', 'claude-haiku-5-5', 'minimal', { output_config: { effort: 'low' } }],
  ] as const)('of %s, %s, asked for effort %s, is sent what it takes', async (name, model, effort, part) => {
    expect((await asked(name, model, effort)).body).toMatchObject(part);
  });

  it.each([
    ['openai', 'gpt-4.1', 'reasoning'],
    ['openai-compatible', 'deepseek-v4-flash', 'reasoning_effort'],
    ['anthropic', 'claude-haiku-4-5', 'output_config'],
  ] as const)('of %s, %s, that takes no effort is sent none', async (name, model, part) => {
    expect((await asked(name, model, 'low')).body).not.toHaveProperty(part);
  });

  it('that decides itself how long to think is told to show it', async () => {
    const thinking = { type: 'adaptive', display: 'summarized' };
    expect((await asked('anthropic', 'claude-opus-5-5')).body).toMatchObject({
      thinking,
      max_tokens: 64_000,
    });
    expect((await asked('anthropic', 'claude-sonnet-4-6', 'low')).body).toMatchObject({ thinking });
    expect((await asked('anthropic', 'claude-sonnet-4-6')).body).not.toHaveProperty('thinking');
  });

  it('that takes no tools over Chat Completions is asked for text, and not for work', async () => {
    const { outcome, body, backend, route, server } = await asked('openai-compatible', 'gpt-6.1-sol');
    expect(outcome).toEqual({ ok: true, value: { colour: 'red' } });
    expect(body).not.toHaveProperty('tools');
    expect(JSON.stringify(body)).toContain('Its schema');
    const atWork = await ask(backend, work('/tmp', { route }));
    expect(atWork.outcome).toMatchObject({
      ok: false,
      trouble: 'model',
      reason: expect.stringContaining('openai'),
    });
    expect(server.requests).toHaveLength(1);
  });

  it('has to be named where its backend has none of its own', async () => {
    const row = PROTOCOLS[1];
    const { server, backend } = await served(row, () => ({}));
    servers.push(server);
    const { outcome } = await ask(backend, question({ route: { backend: 'openai-compatible' } }));
    expect(outcome).toMatchObject({ ok: false, trouble: 'model' });
  });

  it('is told how long it may answer in the words it knows', async () => {
    for (const [model, word] of [
      ['gpt-5.5', 'max_completion_tokens'],
      ['deepseek-v4-flash', 'max_tokens'],
    ] as const) {
      const { server, backend } = await served(PROTOCOLS[1], () => ({ text: 'cut', stop: 'length' }));
      servers.push(server);
      await ask(backend, question({ route: { backend: 'openai-compatible', model } }));
      expect(server.requests[0]?.body).not.toHaveProperty(word);
      expect(server.requests[1]?.body).toHaveProperty(word);
    }
  });

  it.each([[[0, 1]], [[1, 2]], [[0, 0]], [[1, 1]], [[null, null]]])(
    'that numbers its calls %j is understood',
    async (numbers) => {
      const paths = ['the first of two missing files.txt', 'the second of two missing files.txt'];
      const calls = paths.map((path, at) => ({
        ...{ name: 'read_files', args: { files: [{ path }] } },
        index: numbers[at] ?? null,
      }));
      const finish = { name: 'finish', args: { summary: 'painted' }, index: numbers[0] ?? null };
      let turn = 0;
      const { server, backend } = await served(PROTOCOLS[1], () => ({
        calls: turn++ === 0 ? calls : [finish],
      }));
      servers.push(server);
      const route = { backend: 'openai-compatible', model: 'fake-1' } as const;
      const asking = await ask(backend, work(tmpdir(), { route }));
      expect(asking.outcome).toEqual({ ok: true, value: 'painted' });
      expect(toolsIn(asking).map(({ target }) => target)).toEqual(paths);
    },
  );
});
