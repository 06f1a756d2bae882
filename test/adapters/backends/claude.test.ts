import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { claude } from '../../../src/adapters/backends/claude.ts';
import type { CliOptions } from '../../../src/adapters/backends/cli-options.ts';
import type { ThinkRequest } from '../../../src/engine/backend.ts';
import { fakeCli } from '../../support/fake-cli.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { named, question, thought } from '../../support/think.ts';

const EVENTS = `
const session_id = '5e551011-0000-4000-8000-000000000000';
const init = { type: 'system', subtype: 'init', session_id, model: 'm-1', apiKeySource: 'ANTHROPIC_API_KEY' };
const assistant = (...content) => ({ type: 'assistant', message: { id: 'msg_1', model: 'm-1', content } });
const use = (id, name, input) => assistant({ type: 'tool_use', id, name, input });
const used = (id, content, is_error) => ({ type: 'user', message: { content: [{ type: 'tool_result', tool_use_id: id, content, is_error }] } });
const result = (more) => ({ type: 'result', subtype: 'success', is_error: false, result: 'all done', session_id, num_turns: 1, duration_api_ms: 5, ...more });
`;

const cli = (script: string, more: Partial<CliOptions> = {}) => {
  const command = fakeCli(EVENTS + script);
  return claude({ command, env: {}, lingerMs: 100, graceMs: 200, ...more });
};

const ask = (more: Partial<ThinkRequest<{ name: string }>> = {}) => {
  const { folder: _, ...rest } = question<{ name: string }>({ mode: 'ask', answer: named, ...more });
  return rest;
};

test('work ends in the agent’s own summary', async () => {
  const { outcome } = await thought(cli('say(init); await line(); say(result());'), question());
  expect(outcome).toEqual({ ok: true, value: 'all done' });
});

test('the prompt comes by stdin, what all share in a file of its own that is gone afterwards', async () => {
  const { outcome } = await thought(
    cli(`const shared = flag('--append-system-prompt-file');
      say(result({ result: JSON.stringify([JSON.parse(await line()).message.content[0].text, readFileSync(shared, 'utf8'), shared]) }));`),
    question({ prompt: { shared: 'S'.repeat(200_000), task: 'T'.repeat(200_000) } }),
  );
  const [task, shared, path] = JSON.parse(outcome.ok ? outcome.value : '[]');
  expect([task, shared]).toEqual(['T'.repeat(200_000), 'S'.repeat(200_000)]);
  expect(existsSync(path)).toBe(false);
});

test('tools are told with their kind, their place in the folder, and what reading and searching showed', async () => {
  const folder = temporaryFolder();
  const { facts, records } = await thought(
    cli(`
      const at = process.cwd();
      say(init);
      say(use('t1', 'Read', { file_path: at + '/src/a.ts' }));
      say(used('t1', '     1→export const one = 1;\\n     2→function two() {}'));
      say(use('t2', 'Grep', { pattern: 'one', path: at + '/src' }));
      say(used('t2', [{ type: 'text', text: 'src/a.ts:1:export const one\\nsrc/b.ts:7:one' }]));
      say(use('t3', 'Edit', { file_path: '/etc/passwd' }));
      say(used('t3', 'not allowed', true));
      say(use('t4', 'Bash', { command: 'cd ' + at + ' && npm test' }));
      say(used('t4', 'ok'));
      say(result());`),
    question({ folder }),
  );
  const tools = facts.flatMap((fact) => (fact.type === 'tool' ? [fact] : []));
  expect(tools.map(({ ms: _, type: __, ...tool }) => tool)).toEqual([
    {
      id: 'story.s1.1:t1',
      tool: 'Read',
      kind: 'read',
      target: 'src/a.ts',
      ok: true,
      digest: 'src/a.ts (2 lines): one, two',
    },
    {
      id: 'story.s1.1:t2',
      tool: 'Grep',
      kind: 'search',
      target: 'one in src',
      ok: true,
      digest: 'src/a.ts:1 src/b.ts:7',
    },
    { id: 'story.s1.1:t3', tool: 'Edit', kind: 'edit', target: '…/passwd', ok: false },
    { id: 'story.s1.1:t4', tool: 'Bash', kind: 'run', target: 'cd . && npm test', ok: true },
  ]);
  expect(records.map(({ role }) => role)).toEqual([
    'session',
    ...Array(4).fill(['assistant', 'tool']).flat(),
  ]);
});

test('every model request is booked as it ends, and the closing count adds only what was not streamed', async () => {
  const { facts } = await thought(
    cli(`
      const stream = (event, ttft_ms) => say({ type: 'stream_event', event, ttft_ms });
      say(init);
      stream({ type: 'message_start', message: { id: 'msg_1', model: 'm-1-20260101', usage: { input_tokens: 3, cache_creation_input_tokens: 10, cache_read_input_tokens: 20, output_tokens: 1 } } }, 12);
      stream({ type: 'content_block_delta', delta: { type: 'text_delta', text: 'hi' } });
      stream({ type: 'message_delta', usage: { output_tokens: 7 } });
      stream({ type: 'message_stop' });
      say(result({ modelUsage: {
        'm-1': { inputTokens: 3, cacheCreationInputTokens: 10, cacheReadInputTokens: 20, outputTokens: 7, costUSD: 1 },
        'small': { inputTokens: 5, cacheCreationInputTokens: 0, cacheReadInputTokens: 0, outputTokens: 2, costUSD: 0.5 } } }));`),
    question(),
  );
  const books = facts.flatMap((fact) => (fact.type === 'usage' ? [fact] : []));
  expect(
    books.map(({ model, tokens, billing, requests, usd }) => ({ model, tokens, billing, requests, usd })),
  ).toEqual([
    {
      model: 'm-1-20260101',
      tokens: { input: 3, cacheWrite: 10, cacheRead: 20, output: 7, reasoning: 0 },
      billing: 'billed',
      requests: 1,
      usd: undefined,
    },
    {
      model: 'small',
      tokens: { input: 5, cacheWrite: 0, cacheRead: 0, output: 2, reasoning: 0 },
      billing: 'billed',
      requests: 1,
      usd: undefined,
    },
  ]);
  expect(books[0]?.firstTokenMs).toBe(12);
});

test('where nothing is streamed the closing count and its cost are taken', async () => {
  const { facts } = await thought(
    cli(`say({ ...init, apiKeySource: 'none' });
      say(result({ num_turns: 3, modelUsage: { 'm-1': { inputTokens: 5, outputTokens: 2, cacheReadInputTokens: 1, cacheCreationInputTokens: 0, costUSD: 0.25 } } }));`),
    question(),
  );
  expect(facts).toMatchObject([
    { type: 'usage', model: 'm-1', usd: 0.25, requests: 3, billing: 'subscription' },
  ]);
});

test('an abort still books the request that was under way', async () => {
  const abort = new AbortController();
  const { facts, outcome } = await thought(
    cli(`say(init);
      say({ type: 'stream_event', event: { type: 'message_start', message: { id: 'msg_1', model: 'm-1', usage: { input_tokens: 9, output_tokens: 1 } } } });
      say({ type: 'stream_event', event: { type: 'content_block_delta', delta: { type: 'text_delta', text: 'now' } } });
      await forever();`),
    question({ abort: abort.signal, signal: () => abort.abort() }),
  );
  expect(facts).toMatchObject([
    { type: 'usage', model: 'm-1', tokens: { input: 9, output: 1 }, billing: 'billed' },
  ]);
  expect(outcome).toMatchObject({ ok: false, kind: 'interrupted' });
});

test('an answer has the shape that was asked for, or the model is told what is wrong with it', async () => {
  const { outcome, facts } = await thought(
    cli(`
      await line(); say(init); say(result({ structured_output: { name: '' } }));
      const complaint = JSON.parse(await line()).message.content[0].text;
      say(result({ structured_output: { name: complaint.includes('it has no name') ? 'told' : 'untold' } }));`),
    ask(),
  );
  expect(outcome).toEqual({ ok: true, value: { name: 'told' } });
  expect(facts).toEqual([]);
});

test('T026 an answer in prose with JSON in it is taken too', async () => {
  const { outcome } = await thought(
    cli('say(result({ result: "Here it is:\\n```json\\n{\\"name\\": \\"x\\",}\\n```" }));'),
    ask(),
  );
  expect(outcome).toEqual({ ok: true, value: { name: 'x' } });
});

test('after two repairs an answer that is still wrong is a failure', async () => {
  const { outcome } = await thought(
    cli('while (await line() !== undefined) say(result({ structured_output: { name: 3 } }));'),
    ask(),
  );
  expect(outcome).toMatchObject({ ok: false, kind: 'provider', trouble: 'bad-response' });
});

test('a message reaches the running agent, and is told as delivered once it was heard', async () => {
  const messages = [{ id: 'm1', text: 'the other way' }];
  const { facts, outcome } = await thought(
    cli(`
      await line(); say(init);
      const message = JSON.parse(await line());
      say({ ...message, isReplay: true });
      say(result({ result: message.message.content[0].text }));`),
    question({ inbox: () => messages.splice(0) }),
  );
  expect(facts).toEqual([{ type: 'delivered', id: 'm1' }]);
  expect(outcome).toEqual({ ok: true, value: 'the other way' });
});

test('a message that comes with the last word gets a turn of its own', async () => {
  const inbox: { id: string; text: string }[] = [];
  const { facts, outcome } = await thought(
    cli(`
      await line(); say(init); say(assistant({ type: 'text', text: 'nearly' })); say(result());
      say({ ...JSON.parse(await line()), isReplay: true });
      say(result({ result: 'as you wish' }));`),
    question({
      inbox: () => inbox.splice(0),
      // The words are shown, and answered at once.
      signal: () => inbox.push({ id: 'late', text: 'wait' }),
    }),
  );
  expect(facts).toEqual([{ type: 'delivered', id: 'late' }]);
  expect(outcome).toEqual({ ok: true, value: 'as you wish' });
});

test('what is said in passing is heard between two tool calls, and begins no turn', async () => {
  const passing = [{ id: 'f1', text: 'found meanwhile', passing: true }];
  const { facts, outcome } = await thought(
    cli(`
      await line(); say(init); say(use('t1', 'Bash', { command: 'ls' }));
      const message = JSON.parse(await line());
      say({ ...message, isReplay: true });
      say(result({ result: 'with ' + message.message.content[0].text }));
      if (await line() !== undefined) say(result({ result: 'Noted.' }));`),
    question({ inbox: () => passing.splice(0) }),
  );
  expect(facts).toContainEqual({ type: 'delivered', id: 'f1' });
  expect(outcome).toEqual({ ok: true, value: 'with found meanwhile' });
});

test('an agent that is done stays done, whatever it is told in passing', async () => {
  let found = 0;
  const finding = () => ({ id: `f${found++}`, text: 'found meanwhile', passing: true });
  const { outcome } = await thought(
    cli(`
      await line(); say(init); say(use('t1', 'Bash', { command: 'ls' })); say(used('t1', ''));
      say(result({ result: 'the work' }));
      while (await line() !== undefined) say(result({ result: 'Noted.' }));`),
    question({ inbox: () => [finding()] }),
  );
  expect(outcome).toEqual({ ok: true, value: 'the work' });
});

test('T027 a CLI that stays after its result is ended, and the result kept', async () => {
  const { outcome } = await thought(
    cli(`process.on('SIGTERM', () => {}); say(result()); await forever();`),
    question(),
  );
  expect(outcome).toEqual({ ok: true, value: 'all done' });
});

test('T028 a CLI that falls silent is taken up once where it left off', async () => {
  const mark = join(temporaryFolder(), 'tries');
  const { outcome, records } = await thought(
    cli(`
      const tries = existsSync('${mark}') ? 2 : 1;
      appendFileSync('${mark}', 'x');
      say(init);
      if (tries === 1) await forever();
      const prompt = JSON.parse(await line()).message.content[0].text;
      say(result({ result: flag('--resume') === undefined ? 'anew' : prompt }));`),
    question({ limits: { silenceMs: 5_000, totalMs: 40_000, turns: 5 } }),
  );
  expect(outcome).toMatchObject({ ok: true, value: expect.stringContaining('You were interrupted') });
  expect(records[0]).toEqual({
    role: 'session',
    backend: 'claude',
    id: '5e551011-0000-4000-8000-000000000000',
  });
});

test('what was said to an agent that fell silent is said to the process that goes on', async () => {
  const mark = join(temporaryFolder(), 'tries');
  const messages = [{ id: 'm1', text: 'the other way' }];
  const { facts, outcome } = await thought(
    cli(`
      const tries = existsSync('${mark}') ? 2 : 1;
      appendFileSync('${mark}', 'x');
      await line(); say(init);
      const message = JSON.parse(await line());
      if (tries === 1) await forever();
      say({ ...message, isReplay: true });
      say(result({ result: message.message.content[0].text }));`),
    question({
      inbox: () => messages.splice(0),
      limits: { silenceMs: 5_000, totalMs: 40_000, turns: 5 },
    }),
  );
  expect(facts.filter(({ type }) => type === 'delivered')).toEqual([{ type: 'delivered', id: 'm1' }]);
  expect(outcome).toEqual({ ok: true, value: 'the other way' });
});

test('T028 a question that leaves no session behind is asked once more from its beginning', async () => {
  const mark = join(temporaryFolder(), 'tries');
  const { outcome } = await thought(
    cli(`
      const tries = existsSync('${mark}') ? 2 : 1;
      appendFileSync('${mark}', 'x');
      say(init);
      if (tries === 1) await forever();
      const prompt = JSON.parse(await line()).message.content[0].text;
      say(result({ structured_output: { name: prompt } }));`),
    ask({ limits: { silenceMs: 5_000, totalMs: 40_000, turns: 5 } }),
  );
  expect(outcome).toEqual({ ok: true, value: { name: 'the task' } });
});

test('a CLI that is silent twice is stuck', async () => {
  const { outcome } = await thought(
    cli('say(init); await forever();'),
    question({ limits: { silenceMs: 300, totalMs: 15_000, turns: 5 } }),
  );
  expect(outcome).toEqual({ ok: false, kind: 'stuck', reason: 'claude fell silent' });
});

test('an interrupted attempt is taken up from the session in its transcript', async () => {
  const { outcome } = await thought(
    cli(`say(result({ result: flag('--resume') }));`),
    question({ history: [{ role: 'assistant' }, { role: 'session', backend: 'claude', id: 'abc' }, 'torn'] }),
  );
  expect(outcome).toEqual({ ok: true, value: 'abc' });
});

test('a session that is no longer there is begun anew with the whole task', async () => {
  const { outcome } = await thought(
    cli(`
      if (argv.includes('--resume')) {
        console.error('No conversation found with session ID: abc');
        say(result({ subtype: 'error_during_execution', is_error: true, result: undefined, errors: ['No conversation found with session ID: abc'] }));
        process.exit(1);
      }
      say(result({ result: JSON.parse(await line()).message.content[0].text }));`),
    question({ history: [{ role: 'session', backend: 'claude', id: 'abc' }] }),
  );
  expect(outcome).toEqual({ ok: true, value: 'the task' });
});

test.each([
  [
    'exits without a result',
    'process.exit(0);',
    { kind: 'provider', trouble: 'bad-response', reason: 'claude ended without an answer' },
  ],
  [
    'fails and says why',
    `console.error('boom'); process.exit(3);`,
    { kind: 'provider', reason: 'claude ended with exit code 3: boom' },
  ],
  [
    'fails and says nothing',
    'process.exit(3);',
    { kind: 'provider', reason: 'claude ended with exit code 3 and said nothing' },
  ],
  [
    'is killed',
    `process.kill(process.pid, 'SIGKILL'); await forever();`,
    { kind: 'provider', reason: 'claude was ended by SIGKILL and said nothing' },
  ],
  [
    'uses up its turns',
    `say(result({ subtype: 'error_max_turns', is_error: true }));`,
    { kind: 'stuck', reason: 'it used up its 20 turns' },
  ],
])('T029 a CLI that %s is told apart', async (_, script, failure) => {
  const { outcome } = await thought(cli(script), question());
  expect(outcome).toMatchObject({ ok: false, ...failure });
});

test('T029 a result counts although the CLI fails on its way out', async () => {
  const { outcome } = await thought(cli('say(result()); process.exit(1);'), question());
  expect(outcome).toEqual({ ok: true, value: 'all done' });
});

test('T030 a CLI that is not there cannot be started', async () => {
  const missing = claude({ command: ['no-such-cli'], env: {} });
  expect((await thought(missing, question())).outcome).toMatchObject({ ok: false, kind: 'setup' });
});

test('T030 a CLI that does not know our flags has to be updated', async () => {
  const { outcome } = await thought(
    cli(`console.error("error: unknown option '--safe-mode'"); process.exit(1);`),
    question(),
  );
  expect(outcome).toEqual({
    ok: false,
    kind: 'setup',
    reason: "claude is too old for Baro; update it: error: unknown option '--safe-mode'",
  });
});

test('T031 banners, colours, byte order marks and lines of 5 MB are lived with', async () => {
  const { outcome } = await thought(
    cli(`
      raw('\\uFEFF' + JSON.stringify(init) + '\\n');
      raw('\\u001b[33mWarning: nothing\\u001b[0m\\n{ not json\\n\\n');
      say(used('t9', 'x'.repeat(5_000_000)));
      raw('\\u001b[0m' + JSON.stringify(result()) + '\\u001b[0m\\n');`),
    question(),
  );
  expect(outcome).toEqual({ ok: true, value: 'all done' });
});

test('T005 a rejected key is not tried ten times', async () => {
  const { outcome } = await thought(
    cli(
      `say(init); say({ type: 'system', subtype: 'api_retry', attempt: 1, error_status: 401, error: 'authentication_failed', retry_delay_ms: 600 }); await forever();`,
    ),
    question(),
  );
  expect(outcome).toMatchObject({ ok: false, kind: 'provider', trouble: 'auth' });
});

test('T034 the end of a subscription’s window says when it goes on', async () => {
  const { outcome } = await thought(
    cli(`
      say({ type: 'rate_limit_event', rate_limit_info: { status: 'rejected', resetsAt: Math.floor(Date.now() / 1000) + 3600 } });
      say(result({ is_error: true, api_error_status: 429, result: "You've hit your session limit · resets 3am" }));
      process.exit(1);`),
    question(),
  );
  expect(outcome).toMatchObject({ ok: false, kind: 'provider', trouble: 'quota' });
  const wait = outcome.ok ? 0 : (outcome.retryAfterMs ?? 0);
  expect(wait).toBeGreaterThan(3_500_000);
  expect(wait).toBeLessThanOrEqual(3_600_000);
});

test('an abort ends a CLI that does not listen', async () => {
  const abort = new AbortController();
  const { outcome } = await thought(
    cli(
      `process.on('SIGTERM', () => {}); say(init); say(assistant({ type: 'text', text: 'x' })); await forever();`,
    ),
    question({ abort: abort.signal, signal: () => abort.abort() }),
  );
  expect(outcome).toEqual({ ok: false, kind: 'interrupted', reason: 'it was stopped' });
});

test('nothing is started after an abort', async () => {
  const backend = claude({ command: ['no-such-cli'], env: {} });
  const { outcome } = await thought(backend, question({ abort: AbortSignal.abort() }));
  expect(outcome).toMatchObject({ ok: false, kind: 'interrupted' });
});
