import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { CliOptions } from '../../../src/adapters/backends/cli-options.ts';
import { codex } from '../../../src/adapters/backends/codex.ts';
import type { AnswerShape, Progress, ThinkRequest } from '../../../src/engine/backend.ts';
import { fakeCli } from '../../support/fake-cli.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { named, question, thought } from '../../support/think.ts';

const EVENTS = `
const resumed = argv.includes('resume') ? argv[argv.indexOf('resume') + 1] : undefined;
const started = (thread_id = resumed ?? 'th-1') => { say({ type: 'thread.started', thread_id }); say({ type: 'turn.started' }); };
const item = (id, type, more) => say({ type: 'item.completed', item: { id, type, ...more } });
const message = (text) => item('item_9', 'agent_message', { text });
const completed = (input_tokens = 100, output_tokens = 10, more) => say({ type: 'turn.completed', usage: { input_tokens, cached_input_tokens: 40, cache_write_input_tokens: 0, output_tokens, reasoning_output_tokens: 3, ...more } });
`;

const cli = (script: string, more: Partial<CliOptions> = {}) => {
  const command = fakeCli(EVENTS + script);
  return codex({
    command,
    env: { HOME: temporaryFolder() },
    lingerMs: 100,
    graceMs: 200,
    ...more,
  });
};

const ask = (more: Partial<ThinkRequest<{ name: string }>> = {}) => {
  const { folder: _, ...rest } = question<{ name: string }>({ mode: 'ask', answer: named, ...more });
  return rest;
};

const usages = (facts: readonly Progress[]) => facts.flatMap((fact) => (fact.type === 'usage' ? [fact] : []));

test('work ends in the agent’s last message, and the prompt is what all share before the task', async () => {
  const { outcome } = await thought(
    cli('started(); const prompt = await all(); message("first"); message(prompt); completed();'),
    question({ prompt: { shared: 'S'.repeat(200_000), task: 'T' } }),
  );
  expect(outcome).toEqual({ ok: true, value: `${'S'.repeat(200_000)}\n\nT` });
});

test('remarks of type error in a run that succeeds are no failure', async () => {
  const { outcome } = await thought(
    cli(
      `item('item_0', 'error', { message: 'Model metadata for m not found' }); started(); message('fine'); completed();`,
    ),
    question(),
  );
  expect(outcome).toEqual({ ok: true, value: 'fine' });
});

test('commands, patches and what they are about are told', async () => {
  const folder = temporaryFolder();
  const { facts } = await thought(
    cli(`
      const at = process.cwd();
      started();
      const run = (id, command, exit_code, aggregated_output = '') => item(id, 'command_execution', { command: '/bin/bash -lc "' + command + '"', exit_code, aggregated_output });
      run('item_1', 'cat ' + at + '/src/a.py', 0, 'def one():\\n  pass');
      run('item_2', 'rg -n one src', 0, 'src/a.py:1:def one():');
      run('item_3', 'npm test 2>&1 | tail', 1);
      item('item_4', 'file_change', { changes: [{ path: at + '/src/a.py', kind: 'update' }], status: 'completed' });
      message('ok'); completed();`),
    question({ folder }),
  );
  const tools = facts.flatMap((fact) => (fact.type === 'tool' ? [fact] : []));
  expect(tools.map(({ tool, kind, target, ok, digest }) => [tool, kind, target, ok, digest])).toEqual([
    ['shell', 'read', 'src/a.py', true, 'src/a.py (2 lines): one'],
    ['shell', 'search', 'rg -n one src', true, 'src/a.py:1'],
    ['shell', 'run', 'npm test 2>&1 | tail', false, undefined],
    ['apply_patch', 'edit', 'src/a.py', true, undefined],
  ]);
  expect(new Set(tools.map(({ id }) => id)).size).toBe(4);
});

test('a message to the agent becomes the next turn of the same thread, and only what is new is booked', async () => {
  const inbox = [{ id: 'm1', text: 'do it otherwise' }];
  const { facts, outcome } = await thought(
    cli(`
      const prompt = await all();
      started();
      message(resumed ? resumed + ': ' + prompt : 'first');
      resumed ? completed(250, 30, { cached_input_tokens: 140 }) : completed();`),
    question({ inbox: () => inbox.splice(0) }),
  );
  expect(outcome).toEqual({ ok: true, value: 'th-1: do it otherwise' });
  expect(facts.filter(({ type }) => type === 'delivered')).toEqual([{ type: 'delivered', id: 'm1' }]);
  expect(usages(facts).map(({ tokens }) => tokens)).toEqual([
    { input: 60, cacheWrite: 0, cacheRead: 40, output: 10, reasoning: 3 },
    { input: 50, cacheWrite: 0, cacheRead: 100, output: 20, reasoning: 0 },
  ]);
});

test('what is said in passing begins no turn: it goes along with one that is called for', async () => {
  const works = cli(`
    const prompt = await all();
    started();
    message(resumed ? prompt : 'the work');
    completed();`);
  const finding = { id: 'f', text: 'found meanwhile', passing: true };
  const alone = await thought(works, question({ inbox: () => [finding] }));
  expect(alone.outcome).toEqual({ ok: true, value: 'the work' });
  expect(usages(alone.facts)).toHaveLength(1);
  const inbox = [finding, { id: 'm', text: 'do it otherwise' }];
  const along = await thought(works, question({ inbox: () => inbox.splice(0) }));
  expect(along.outcome).toEqual({ ok: true, value: 'found meanwhile\n\ndo it otherwise' });
  expect(along.facts.flatMap((fact) => (fact.type === 'delivered' ? [fact.id] : []))).toEqual(['f', 'm']);
});

test('a message is not lost with a turn that fell silent', async () => {
  const mark = join(temporaryFolder(), 'tries');
  const inbox = [{ id: 'm1', text: 'do it otherwise' }];
  const { facts, outcome } = await thought(
    cli(`
      const tries = existsSync('${mark}') ? readFileSync('${mark}', 'utf8').length + 1 : 1;
      appendFileSync('${mark}', 'x');
      const prompt = await all();
      started();
      if (tries === 1) await forever();
      message(prompt);
      completed();`),
    question({
      inbox: () => inbox.splice(0),
      limits: { silenceMs: 5_000, totalMs: 40_000, turns: 5 },
    }),
  );
  expect(facts.filter(({ type }) => type === 'delivered')).toEqual([{ type: 'delivered', id: 'm1' }]);
  expect(outcome).toEqual({ ok: true, value: 'do it otherwise' });
});

test('an interrupted attempt is taken up from its thread, and what it had used is not booked again', async () => {
  const used = { input: 60, cacheWrite: 0, cacheRead: 40, output: 10, reasoning: 3 };
  const { facts, outcome } = await thought(
    cli('started(); message(resumed + ": " + await all()); completed(250, 30);'),
    question({
      history: [
        { role: 'session', backend: 'codex', id: 'th-7', used },
        { role: 'session', backend: 'codex', id: 'th-7' },
      ],
    }),
  );
  expect(outcome).toMatchObject({ ok: true, value: expect.stringMatching(/^th-7: You were interrupted/) });
  expect(usages(facts)[0]?.tokens).toMatchObject({ input: 150, output: 20 });
});

test('a thread that is gone is begun anew with the whole task', async () => {
  const { outcome } = await thought(
    cli(`
      if (resumed) { console.error('Error: thread/resume: no rollout found for thread id th-7'); process.exit(1); }
      started(); message(await all()); completed();`),
    question({ history: [{ role: 'session', backend: 'codex', id: 'th-7' }] }),
  );
  expect(outcome).toEqual({ ok: true, value: 'what all share\n\nthe task' });
});

test('an ask leaves no thread behind, has a schema and no tools, and may not write', async () => {
  const { outcome } = await thought(
    cli(`
      const schema = JSON.parse(readFileSync(flag('--output-schema'), 'utf8'));
      started();
      message(JSON.stringify({ name: [argv.includes('--ephemeral'), flag('--sandbox'), argv.includes('features.shell_tool=false'), schema.required].join() }));
      completed();`),
    ask(),
  );
  expect(outcome).toEqual({ ok: true, value: { name: 'true,read-only,true,name' } });
});

test('what is optional in an answer may be null', async () => {
  const shape: AnswerShape<{ a: string; b?: string }> = {
    name: 'pair',
    jsonSchema: {
      type: 'object',
      properties: { a: { type: 'string' }, b: { type: 'string', minLength: 1 } },
      required: ['a'],
    },
    parse(value) {
      const { a, b } = value as { a: string; b?: unknown };
      if (b !== undefined && typeof b !== 'string') return { problem: 'b is no string' };
      return { value: b === undefined ? { a } : { a, b } };
    },
  };
  const { outcome } = await thought(
    cli(
      `started(); message(JSON.stringify({ a: readFileSync(flag('--output-schema'), 'utf8'), b: null })); completed();`,
    ),
    { ...ask(), answer: shape } as unknown as ThinkRequest<{ a: string; b?: string }>,
  );
  expect(outcome.ok && JSON.parse(outcome.value.a)).toEqual({
    type: 'object',
    properties: { a: { type: 'string' }, b: { anyOf: [{ type: 'string' }, { type: 'null' }] } },
    required: ['a', 'b'],
    additionalProperties: false,
  });
  expect(outcome.ok && 'b' in outcome.value).toBe(false);
});

test('a wrong answer is repaired: in its thread where there is one, else with everything said again', async () => {
  const repaired = cli(`
    const prompt = await all();
    started();
    const complained = prompt.includes('it has no name');
    message(complained ? JSON.stringify({ name: (resumed ?? 'fresh') + (prompt.includes('the task') ? ' whole' : '') }) : '{"name": ""}');
    completed();`);
  expect((await thought(repaired, ask())).outcome).toEqual({ ok: true, value: { name: 'fresh whole' } });
  const explore = question<{ name: string }>({ mode: 'explore', answer: named });
  expect((await thought(repaired, explore)).outcome).toEqual({ ok: true, value: { name: 'th-1' } });
});

test.each([
  ['unexpected status 401 Unauthorized: Incorrect API key provided', 'auth'],
  ['model not found', 'model'],
  ["Codex ran out of room in the model's context window.", 'context'],
  ['We’re currently experiencing high demand, which may cause temporary errors.', 'overloaded'],
  ['Connection failed: error sending request', 'unreachable'],
  ['You’ve hit your usage limit. Upgrade to Pro or try again at Nov 21st, 2099 10:26 PM.', 'quota'],
])('a turn that fails with “%s” is trouble of the class %s', async (text, trouble) => {
  const { outcome } = await thought(
    cli(
      `started(); say({ type: 'error', message: ${JSON.stringify(text)} }); say({ type: 'turn.failed', error: { message: ${JSON.stringify(text)} } }); process.exit(1);`,
    ),
    question(),
  );
  expect(outcome).toMatchObject({ ok: false, kind: 'provider', trouble, reason: text });
});

test('T027 a CLI that stays after its turn is ended, and the turn kept', async () => {
  const { outcome } = await thought(
    cli(`process.on('SIGTERM', () => {}); started(); message('done'); completed(); await forever();`),
    question(),
  );
  expect(outcome).toEqual({ ok: true, value: 'done' });
});

test.each(['work', 'explore', 'ask'] as const)(
  'T028 a CLI that falls silent is asked once more, where it left off if it left a thread: %s',
  async (mode) => {
    const mark = join(temporaryFolder(), 'tries');
    const limits = { silenceMs: 5_000, totalMs: 40_000, turns: 5 };
    const silent = (times: number) =>
      cli(`
        const tries = existsSync('${mark}') ? readFileSync('${mark}', 'utf8').length + 1 : 1;
        appendFileSync('${mark}', 'x');
        const prompt = await all();
        started();
        if (tries <= ${times}) await forever();
        message(JSON.stringify({ name: (resumed ?? 'anew') + (prompt.includes('what all share') ? ' whole' : '') }));
        completed();`);
    const asked = mode === 'work' ? question({ limits }) : question({ mode, answer: named, limits } as never);
    const { outcome } = await thought(silent(1), asked as ThinkRequest<unknown>);
    const said = outcome.ok ? outcome.value : outcome.reason;
    expect(mode === 'work' ? JSON.parse(`${said}`) : said).toEqual({
      name: mode === 'work' ? 'th-1' : 'anew whole',
    });
    const twice = await thought(silent(9), asked as ThinkRequest<unknown>);
    expect(twice.outcome).toEqual({ ok: false, kind: 'stuck', reason: 'codex fell silent' });
  },
);

test('T029 a CLI that ends without a turn, with an error or without a word is told apart', async () => {
  const reason = async (script: string) => {
    const { outcome } = await thought(cli(script), question());
    return outcome.ok ? 'ok' : outcome.reason;
  };
  expect(await reason('started(); process.exit(0);')).toBe('codex ended without an answer');
  expect(await reason('console.error("boom"); process.exit(2);')).toBe('codex ended with exit code 2: boom');
  expect(await reason('process.exit(2);')).toBe('codex ended with exit code 2 and said nothing');
});

test('what a turn used that was cut short is unknown, not nothing', async () => {
  const abort = new AbortController();
  const { facts, outcome } = await thought(
    cli(`started(); message('thinking'); await forever();`),
    question({ abort: abort.signal, signal: () => abort.abort() }),
  );
  expect(usages(facts)).toMatchObject([{ tokens: null }]);
  expect(outcome).toMatchObject({ ok: false, kind: 'interrupted' });
});

test('the time that a turn is kept waiting for leave is not its own', async () => {
  const limits = { silenceMs: 2_500, totalMs: 2_500, turns: 5 };
  const { outcome } = await thought(
    cli('started(); message("late, but done"); completed();'),
    question({ limits, permit: () => new Promise((leave) => setTimeout(leave, 2_600)) }),
  );
  expect(outcome).toEqual({ ok: true, value: 'late, but done' });
});

test('an agent that calls tools without end is stopped', async () => {
  const { outcome } = await thought(
    cli(
      `started(); for (let n = 0; ; n++) { item('item_' + n, 'web_search', { query: 'x' }); await sleep(1); }`,
    ),
    question(),
  );
  expect(outcome).toMatchObject({ ok: false, kind: 'stuck', reason: 'it used up its 20 turns' });
});

test('how it pays and which model it asks are read where the CLI keeps them', async () => {
  const account = temporaryFolder();
  writeFileSync(
    join(account, 'auth.json'),
    JSON.stringify({ OPENAI_API_KEY: null, tokens: { id_token: 'x' } }),
  );
  writeFileSync(join(account, 'config.toml'), 'model = "gpt-9"\n[profiles.x]\nmodel = "other"\n');
  const { facts } = await thought(
    cli('started(); message("x"); completed();', { env: { CODEX_HOME: account } }),
    question(),
  );
  expect(usages(facts)).toMatchObject([{ billing: 'subscription', model: 'gpt-9' }]);
});
