import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { acp } from '../../src/adapters/backends/acp.ts';
import { processesWith } from '../../src/adapters/processes/proc.ts';
import { type Brain, modelServer } from '../support/model-server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { named, question, thought } from '../support/think.ts';
import { clis } from './clis.ts';

const { PATH = '' } = process.env;
const route = { backend: 'acp' } as const;
/** It prepares a new home for long before it says its first word. */
const limits = { silenceMs: 180_000, totalMs: 180_000, turns: 20 };

async function setUp(brain: Brain) {
  const server = await modelServer(brain);
  onTestFinished(() => server.close());
  const home = temporaryFolder();
  const folder = temporaryFolder();
  const config = join(home, 'opencode.json');
  writeFileSync(
    config,
    JSON.stringify({
      model: 'fake/fake-1',
      small_model: 'fake/fake-1',
      permission: { edit: 'ask', bash: 'ask' },
      provider: {
        fake: {
          npm: '@ai-sdk/openai-compatible',
          name: 'Fake',
          options: { baseURL: server.openaiUrl, apiKey: 'sk-fake' },
          models: { 'fake-1': { name: 'Fake', tool_call: true, cost: { input: 1, output: 2 } } },
        },
      },
    }),
  );
  const env = {
    PATH,
    HOME: home,
    OPENCODE_CONFIG: config,
    OPENCODE_DISABLE_AUTOUPDATE: '1',
    OPENCODE_DISABLE_MODELS_FETCH: '1',
  };
  return { backend: acp({ command: clis.opencode, env }), folder, home, server };
}

test('an ask is answered in its shape', async () => {
  const { backend } = await setUp(() => ({ text: 'Sure: {"name": "x"}' }));
  const { folder: _, ...ask } = question<{ name: string }>({ mode: 'ask', answer: named, route, limits });
  const { outcome } = await thought(backend, ask);
  expect(outcome).toEqual({ ok: true, value: { name: 'x' } });
});

test('work writes inside the folder with leave, not outside, and leaves nothing running', async () => {
  const { backend, folder, home } = await setUp(({ conversation, tools }) => {
    const results = conversation.filter(({ role }) => role === 'tool');
    if (!tools.includes('write')) return { text: 'title' };
    if (results.length === 0)
      return {
        calls: [{ name: 'write', args: { filePath: join(folder, 'hello.txt'), content: 'hello\n' } }],
      };
    if (results.length === 1)
      return { calls: [{ name: 'write', args: { filePath: join(home, 'out.txt'), content: 'x' } }] };
    return { text: 'all done' };
  });
  const { outcome, facts } = await thought(
    backend,
    question({
      route,
      limits,
      folder,
      labels: { run: 'real-opencode', phase: 'story', storyId: 's-1', attempt: 1 },
      env: { PATH },
    }),
  );
  const tools = facts.flatMap((fact) => (fact.type === 'tool' ? [fact] : []));
  expect(tools[0]).toMatchObject({ kind: 'edit', target: 'hello.txt', ok: true });
  expect(readFileSync(join(folder, 'hello.txt'), 'utf8')).toBe('hello\n');
  expect(tools.slice(1).every(({ ok }) => !ok)).toBe(true);
  expect(() => readFileSync(join(home, 'out.txt'))).toThrow();
  expect(outcome).toEqual({ ok: true, value: 'all done' });
  expect(facts.filter(({ type }) => type === 'usage')).toHaveLength(2);
  expect(processesWith('BARO_RUN=real-opencode')).toEqual([]);
});
