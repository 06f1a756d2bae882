import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { codex } from '../../src/adapters/backends/codex.ts';
import { processesWith } from '../../src/adapters/processes/proc.ts';
import { type Brain, modelServer } from '../support/model-server.ts';
import { named, question, thought } from '../support/think.ts';
import { clis } from './clis.ts';
import { trap } from './repository.ts';

const { PATH = '' } = process.env;

async function setUp(brain: Brain) {
  const server = await modelServer(brain);
  onTestFinished(() => server.close());
  const place = trap();
  writeFileSync(
    join(place.home, 'config.toml'),
    `model = "fake-1"
model_provider = "fake"
[model_providers.fake]
name = "Fake"
base_url = "${server.openaiUrl}"
wire_api = "responses"
env_key = "OPENAI_API_KEY"
request_max_retries = 0
stream_max_retries = 0
[projects."${place.main}"]
trust_level = "trusted"
`,
  );
  const env = { PATH, HOME: place.home, CODEX_HOME: place.home, OPENAI_API_KEY: 'sk-canary' };
  const backend = codex({ command: clis.codex, env });
  const asked = () => server.requests.filter(({ path }) => path.endsWith('/responses'));
  return { backend, place, asked, server };
}

const route = { backend: 'codex' } as const;
const run = (cmd: string) => ({ calls: [{ name: 'exec_command', args: { cmd } }] });

test('an ask is answered in its shape, without a shell', async () => {
  const { backend, asked } = await setUp(() => ({ text: '{"name":"x"}' }));
  const { folder: _, ...ask } = question<{ name: string }>({ mode: 'ask', answer: named, route });
  const { outcome, facts } = await thought(backend, ask);
  expect(outcome).toEqual({ ok: true, value: { name: 'x' } });
  expect(facts).toMatchObject([
    { type: 'usage', model: 'fake-1', billing: 'unknown', tokens: { input: 100, output: 20 } },
  ]);
  const body = JSON.stringify(asked()[0]?.body);
  expect(body).toContain('"strict":true');
  expect(body).not.toContain('exec_command');
});

test('who explores can read and cannot write; what the repository brings is not started', async () => {
  const { backend, place } = await setUp(({ conversation }) => {
    const results = conversation.filter(({ role }) => role === 'tool');
    if (results.length === 0) return run('cat readme.md');
    if (results.length === 1) return run('echo x > new.md');
    return { text: JSON.stringify({ name: results[0]?.text.includes('one') ? 'read' : 'blind' }) };
  });
  const { outcome, facts } = await thought(
    backend,
    question<{ name: string }>({ mode: 'explore', answer: named, route, folder: place.folder }),
  );
  expect(outcome).toEqual({ ok: true, value: { name: 'read' } });
  const tools = facts.flatMap((fact) => (fact.type === 'tool' ? [fact] : []));
  expect(tools[0]).toMatchObject({ kind: 'read', target: 'readme.md', ok: true });
  // The CLI does not always tell of a command that fails at once.
  expect(tools.slice(1).some(({ ok }) => ok)).toBe(false);
  expect(existsSync(join(place.folder, 'new.md'))).toBe(false);
  expect(existsSync(place.sprung)).toBe(false);
});

test('work writes and runs without keys, hears a message as its next turn, and leaves nothing running', async () => {
  const inbox: { id: string; text: string }[] = [];
  const { backend, place } = await setUp(({ conversation }) => {
    const results = conversation.filter(({ role }) => role === 'tool');
    if (results.length === 0) return run("printf 'hello\\n' > hello.txt");
    if (results.length === 1) return run('env; (setsid sleep 300 &) >/dev/null 2>&1');
    if (conversation.some(({ text }) => text.includes('PSST'))) return { text: `heard ${results[1]?.text}` };
    inbox.push({ id: 'm1', text: 'PSST' });
    return { text: 'deaf' };
  });
  const { outcome, facts } = await thought(
    backend,
    question({
      route,
      folder: place.folder,
      labels: { run: 'real-codex', phase: 'story', storyId: 's-1', attempt: 1 },
      env: { PATH, STORY: 'mine' },
      inbox: () => inbox.splice(0),
    }),
  );
  const said = outcome.ok ? outcome.value : outcome.reason;
  expect(said).toMatch(/^heard /);
  expect(said).toContain('STORY=mine');
  expect(said).not.toContain('sk-canary');
  expect(readFileSync(join(place.folder, 'hello.txt'), 'utf8')).toBe('hello\n');
  expect(facts).toContainEqual({ type: 'delivered', id: 'm1' });
  const books = facts.flatMap((fact) => (fact.type === 'usage' ? [fact.tokens?.output] : []));
  expect(books).toEqual([60, 20]);
  expect(processesWith('BARO_RUN=real-codex')).toEqual([]);
  expect(existsSync(place.sprung)).toBe(false);
});

test('work that was stopped goes on where it was', async () => {
  const abort = new AbortController();
  const { backend, place } = await setUp(({ conversation }) => {
    const results = conversation.filter(({ role }) => role === 'tool').length;
    if (conversation.some(({ text }) => text.includes('You were interrupted')))
      return { text: `went on after ${results}` };
    return run(results ? 'sleep 60' : 'true');
  });
  const first = await thought(
    backend,
    question({
      route,
      folder: place.folder,
      abort: abort.signal,
      transcript: ({ role }) => {
        if (role === 'tool') abort.abort();
      },
    }),
  );
  expect(first.outcome).toMatchObject({ ok: false, kind: 'interrupted' });
  const second = await thought(backend, question({ route, folder: place.folder, history: first.records }));
  expect(second.outcome).toMatchObject({ ok: true, value: expect.stringMatching(/^went on after [12]/) });
});

test.each(['at once', 'in the middle'])(
  'T034 work that its provider refused %s goes on when it may',
  async (when) => {
    let refuses = when === 'at once';
    const { backend, place } = await setUp(({ conversation }) => {
      const results = conversation.filter(({ role }) => role === 'tool').length;
      if (refuses) {
        const error = { type: 'usage_limit_reached', message: 'limit', plan_type: 'plus' };
        return { fault: { kind: 'status', status: 429, body: { error } } };
      }
      if (results > 0) return { text: `done after ${results}` };
      if (when === 'in the middle') refuses = true;
      return run('true');
    });
    const asked = question({ route, folder: place.folder });
    const first = await thought(backend, asked);
    expect(first.outcome).toMatchObject({ ok: false, trouble: 'quota' });
    refuses = false;
    const second = await thought(backend, { ...asked, history: first.records });
    expect(second.outcome).toEqual({ ok: true, value: 'done after 1' });
  },
);

test.each([
  [401, { error: { code: 'invalid_api_key', message: 'Incorrect API key provided' } }, 'auth'],
  [
    429,
    {
      error: {
        type: 'usage_limit_reached',
        message: 'limit',
        plan_type: 'plus',
        resets_at: Math.round(Date.now() / 1000) + 7200,
      },
    },
    'quota',
  ],
  [404, { error: { code: 'model_not_found', message: 'model not found' } }, 'model'],
  [400, { error: { code: 'context_length_exceeded', message: 'too long' } }, 'context'],
  [500, { error: { message: 'boom' } }, 'overloaded'],
])('a provider that answers %s is trouble with a name', async (status, body, trouble) => {
  const { backend, place } = await setUp(() => ({ fault: { kind: 'status', status, body } }));
  const { outcome } = await thought(backend, question({ route, folder: place.folder }));
  expect(outcome).toMatchObject({ ok: false, kind: 'provider', trouble });
  if (trouble === 'quota') expect(outcome).toHaveProperty('retryAfterMs');
});

test('a provider that is not there is not waited for without end', async () => {
  const { backend, place, server } = await setUp(() => ({ text: 'x' }));
  await server.close();
  const { outcome } = await thought(backend, question({ route, folder: place.folder }));
  expect(outcome).toMatchObject({ ok: false, kind: 'provider', trouble: 'unreachable' });
});
