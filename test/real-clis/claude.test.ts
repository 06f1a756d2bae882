import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { claude } from '../../src/adapters/backends/claude.ts';
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
  const backend = claude({
    command: clis.claude,
    env: {
      PATH,
      HOME: place.home,
      ANTHROPIC_BASE_URL: server.anthropicUrl,
      ANTHROPIC_API_KEY: 'sk-canary',
      IS_SANDBOX: '1',
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    },
  });
  const asked = () => server.requests.filter(({ path }) => path.includes('/v1/messages'));
  return { backend, place, asked };
}

const route = { backend: 'claude', model: 'claude-sonnet-4-5' } as const;
const toolsOf = (body: Readonly<Record<string, unknown>>) =>
  (body['tools'] as readonly { name: string }[]).map(({ name }) => name).sort();

test('an ask has no tools but the answer, and its requests say what they are for', async () => {
  const { backend, asked } = await setUp(({ conversation }) =>
    conversation.at(-1)?.role === 'tool'
      ? { text: 'said' }
      : { calls: [{ name: 'StructuredOutput', args: { name: 'x' } }] },
  );
  const { folder: _, ...ask } = question<{ name: string }>({
    mode: 'ask',
    answer: named,
    route,
    labels: { run: 'r-7', phase: 'critic', storyId: 's-1', attempt: 2 },
  });
  const { outcome, facts } = await thought(backend, ask);
  expect(outcome).toEqual({ ok: true, value: { name: 'x' } });
  const [first] = asked();
  expect(first?.headers).toMatchObject({
    'x-baro-run': 'r-7',
    'x-baro-phase': 'critic',
    'x-baro-story': 's-1',
    'x-baro-attempt': '2',
  });
  expect(toolsOf(first?.body ?? {})).toEqual(['StructuredOutput']);
  expect(JSON.stringify(first?.body['system'])).toContain('what all share');
  expect(facts).toMatchObject([{ type: 'usage', billing: 'billed', tokens: { input: 100, output: 20 } }]);
});

test('a wrong answer is repaired in the same process', async () => {
  const { backend } = await setUp(({ conversation }) => {
    if (conversation.at(-1)?.role === 'tool') return { text: 'said' };
    const told = conversation.some((said) => said.role === 'user' && said.text.includes('it has no name'));
    return { calls: [{ name: 'StructuredOutput', args: { name: told ? 'better' : '' } }] };
  });
  const { folder: _, ...ask } = question<{ name: string }>({ mode: 'ask', answer: named, route });
  expect((await thought(backend, ask)).outcome).toEqual({ ok: true, value: { name: 'better' } });
});

test('who explores reads and searches, cannot write, and what the repository brings is not started', async () => {
  const { backend, place, asked } = await setUp(({ conversation }) => {
    const turns = conversation.filter(({ role }) => role === 'tool').length;
    if (turns === 0)
      return { calls: [{ name: 'Read', args: { file_path: join(place.folder, 'readme.md') } }] };
    if (turns === 1) return { calls: [{ name: 'Grep', args: { pattern: 'one' } }] };
    if (turns === 2)
      return { calls: [{ name: 'Write', args: { file_path: join(place.folder, 'new.md'), content: 'x' } }] };
    if (turns === 3) return { calls: [{ name: 'StructuredOutput', args: { name: 'explored' } }] };
    return { text: 'said' };
  });
  const { outcome, facts } = await thought(
    backend,
    question<{ name: string }>({ mode: 'explore', answer: named, route, folder: place.folder }),
  );
  expect(outcome).toEqual({ ok: true, value: { name: 'explored' } });
  const tools = facts.flatMap((fact) => (fact.type === 'tool' ? [fact] : []));
  expect(tools.map(({ kind, target, ok }) => [kind, target, ok])).toEqual([
    ['read', 'readme.md', true],
    ['search', 'one', true],
    ['edit', 'new.md', false],
  ]);
  expect(tools[0]?.digest).toContain('readme.md');
  expect(tools[1]?.digest).toContain('readme.md');
  expect(existsSync(join(place.folder, 'new.md'))).toBe(false);
  expect(toolsOf(asked()[0]?.body ?? {})).toEqual(['Glob', 'Grep', 'Read', 'StructuredOutput']);
  expect(existsSync(place.sprung)).toBe(false);
});

test('work writes and runs without keys, hears a message on its way, and leaves nothing running', async () => {
  const inbox: { id: string; text: string }[] = [];
  const { backend, place } = await setUp(({ conversation }) => {
    const results = conversation.filter(({ role }) => role === 'tool');
    if (results.length === 0)
      return {
        calls: [{ name: 'Write', args: { file_path: join(place.folder, 'hello.txt'), content: 'hello\n' } }],
      };
    if (results.length === 1) {
      inbox.push({ id: 'm1', text: 'PSST' });
      return {
        calls: [
          { name: 'Bash', args: { command: 'env; sleep 1.5; (setsid sleep 300 &)', description: 'look' } },
        ],
      };
    }
    const heard = conversation.some(({ text }) => text.includes('PSST'));
    return { text: `${heard ? 'heard' : 'deaf'} ${results[1]?.text}` };
  });
  const { outcome, facts } = await thought(
    backend,
    question({
      route,
      folder: place.folder,
      labels: { run: 'real-claude', phase: 'story', storyId: 's-1', attempt: 1 },
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
  expect(facts.filter(({ type }) => type === 'usage')).toHaveLength(3);
  expect(processesWith('BARO_RUN=real-claude')).toEqual([]);
  expect(existsSync(place.sprung)).toBe(false);
});

test('stories in different worktrees share their tools and system prompt to the byte', async () => {
  const prefixes: string[] = [];
  for (const task of ['the first task', 'another task']) {
    const { backend, place, asked } = await setUp(() => ({ text: 'done' }));
    await thought(
      backend,
      question({ route, folder: place.folder, prompt: { shared: 'what all share', task } }),
    );
    const [first] = asked();
    const { tools, system } = (first?.body ?? {}) as {
      tools?: unknown;
      system?: readonly { text: string }[];
    };
    const said = system?.filter(({ text }) => !text.startsWith('x-anthropic-billing-header'));
    prefixes.push(JSON.stringify([tools, said]));
  }
  expect(prefixes[1]).toBe(prefixes[0]);
  expect(prefixes[0]).toContain('what all share');
});

test('work that was stopped goes on where it was', async () => {
  const abort = new AbortController();
  const { backend, place } = await setUp(({ conversation }) => {
    const results = conversation.filter(({ role }) => role === 'tool').length;
    if (conversation.some(({ text }) => text.includes('You were interrupted')))
      return { text: `went on after ${results}` };
    return { calls: [{ name: 'Bash', args: { command: results ? 'sleep 60' : 'true', description: 'x' } }] };
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
        const error = { type: 'invalid_request_error', message: 'Your credit balance is too low' };
        return { fault: { kind: 'status', status: 400, body: { type: 'error', error } } };
      }
      if (results > 0) return { text: `done after ${results}` };
      if (when === 'in the middle') refuses = true;
      return { calls: [{ name: 'Bash', args: { command: 'true', description: 'x' } }] };
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
  [401, { type: 'error', error: { type: 'authentication_error', message: 'invalid x-api-key' } }, 'auth'],
  [404, { type: 'error', error: { type: 'not_found_error', message: 'model: x' } }, 'model'],
  [
    400,
    { type: 'error', error: { type: 'invalid_request_error', message: 'Your credit balance is too low' } },
    'quota',
  ],
  [
    400,
    {
      type: 'error',
      error: { type: 'invalid_request_error', message: 'prompt is too long: 9 tokens > 8 maximum' },
    },
    'context',
  ],
])('a provider that answers %s is trouble with a name', async (status, body, trouble) => {
  const { backend, place } = await setUp(() => ({ fault: { kind: 'status', status, body } }));
  const { outcome } = await thought(backend, question({ route, folder: place.folder }));
  expect(outcome).toMatchObject({ ok: false, kind: 'provider', trouble });
});
