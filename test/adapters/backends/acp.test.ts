import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { acp } from '../../../src/adapters/backends/acp.ts';
import type { Backend, Progress } from '../../../src/engine/backend.ts';
import { fakeCli } from '../../support/fake-cli.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { named, question, thought } from '../../support/think.ts';

/** An agent by hand: `on[method]` answers a request, `ask` sends one, `update` tells of the session. */
const AGENT = `
const on = {
  initialize: () => ({ protocolVersion: 1, agentCapabilities: {}, agentInfo: { name: 'fake', version: '1' } }),
  'session/new': () => ({ sessionId: 's' }),
};
let asked = 0;
const waiting = new Map();
const ask = (method, params) => new Promise((resolve) => {
  const id = 'a' + asked++;
  waiting.set(id, resolve);
  say({ jsonrpc: '2.0', id, method, params: { sessionId: 's', ...params } });
});
const update = (update) => say({ jsonrpc: '2.0', method: 'session/update', params: { sessionId: 's', update } });
const words = (text) => update({ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text } });
const allow = [{ optionId: 'yes', name: 'Yes', kind: 'allow_once' }, { optionId: 'no', name: 'No', kind: 'reject_once' }];
const may = async (toolCall) => (await ask('session/request_permission', { toolCall: { toolCallId: 'p', ...toolCall }, options: allow })).result.outcome.optionId;
const serve = async () => {
  for (let text = await line(); text !== undefined; text = await line()) {
    const message = JSON.parse(text);
    if (message.method === undefined) { waiting.get(message.id)?.(message); continue; }
    Promise.resolve(on[message.method]?.(message.params)).then(
      (result) => message.id !== undefined && say({ jsonrpc: '2.0', id: message.id, result }),
      (error) => say({ jsonrpc: '2.0', id: message.id, error: { code: error.code ?? -32603, message: error.message } }),
    );
  }
};
const done = (more) => ({ stopReason: 'end_turn', ...more });
const text = (params) => params.prompt.map((part) => part.text).join('');
`;

const agent = (script: string) => {
  const command = fakeCli(`${AGENT}${script}\nawait serve();`);
  return acp({ command, env: {}, graceMs: 200 });
};

const folderWith = (files: Record<string, string>) => {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
};

test('work ends in the words after the last tool call', async () => {
  const { outcome, facts, signals } = await thought(
    agent(`on['session/prompt'] = (params) => {
      words('I will look at ' + text(params).replaceAll('\\n', ' '));
      update({ sessionUpdate: 'tool_call', toolCallId: 't1', title: 'Read a.ts', kind: 'read', status: 'pending', locations: [{ path: process.cwd() + '/a.ts' }] });
      update({ sessionUpdate: 'tool_call_update', toolCallId: 't1', status: 'completed', content: [{ type: 'content', content: { type: 'text', text: 'export const x = 1;' } }] });
      update({ sessionUpdate: 'tool_call', toolCallId: 't2', title: 'npm test', kind: 'execute', status: 'in_progress', rawInput: { command: 'npm test' } });
      update({ sessionUpdate: 'tool_call_update', toolCallId: 't2', status: 'failed' });
      words('all '); words('done');
      return done();
    };`),
    question({ folder: folderWith({}) }),
  );
  expect(outcome).toEqual({ ok: true, value: 'all done' });
  const tools = facts.flatMap((fact) => (fact.type === 'tool' ? [fact] : []));
  expect(tools.map(({ tool, kind, target, ok, digest }) => ({ tool, kind, target, ok, digest }))).toEqual([
    { tool: 'read', kind: 'read', target: 'a.ts', ok: true, digest: 'a.ts (1 lines): x' },
    { tool: 'execute', kind: 'run', target: 'npm test', ok: false, digest: undefined },
  ]);
  expect(signals.map((signal) => signal.text).join('')).toBe(
    'I will look at what all share  the taskall done',
  );
});

test('what is said in passing begins no turn: it goes along with one that is called for', async () => {
  const works = agent(`let turn = 0; on['session/prompt'] = (params) => {
    words(turn++ ? text(params) : 'the work');
    return done();
  };`);
  const finding = { id: 'f', text: 'found meanwhile', passing: true };
  const alone = await thought(works, question({ inbox: () => [finding] }));
  expect(alone.outcome).toEqual({ ok: true, value: 'the work' });
  const inbox = [finding, { id: 'm', text: 'do it otherwise' }];
  const along = await thought(works, question({ inbox: () => inbox.splice(0) }));
  expect(along.outcome).toEqual({ ok: true, value: 'found meanwhile\n\ndo it otherwise' });
  expect(along.facts.flatMap((fact) => (fact.type === 'delivered' ? [fact.id] : []))).toEqual(['f', 'm']);
});

test('tokens and cost are taken where the agent says them, and unknown where not', async () => {
  const inbox = [{ id: 'm1', text: 'more' }];
  const { facts } = await thought(
    agent(`let turn = 0; on['session/prompt'] = () => {
      words('x');
      if (turn++) return done();
      update({ sessionUpdate: 'usage_update', used: 1, size: 2, cost: { amount: 0.5, currency: 'USD' } });
      return done({ usage: { totalTokens: 9, inputTokens: 5, outputTokens: 3, cachedReadTokens: 1 } });
    };`),
    question({ inbox: () => inbox.splice(0) }),
  );
  expect(facts).toMatchObject([
    {
      type: 'usage',
      model: 'fake',
      usd: 0.5,
      billing: 'unknown',
      tokens: { input: 5, cacheRead: 1, output: 3 },
    },
    { type: 'delivered', id: 'm1' },
    { type: 'usage', usd: 0, tokens: null },
  ]);
});

test('an answer is found in what the agent writes, or repaired', async () => {
  const { outcome } = await thought(
    agent(`on['session/prompt'] = (params) => {
      words(text(params).includes('it has no name') ? 'Here:\\n\`\`\`json\\n{"name": "x"}\\n\`\`\`' : '{"name": ""} ' + text(params));
      return done();
    };`),
    question<{ name: string }>({ mode: 'explore', answer: named }),
  );
  expect(outcome).toEqual({ ok: true, value: { name: 'x' } });
});

test('permission is given for what happens inside the folder, and for nothing else', async () => {
  const folder = folderWith({ 'a.ts': '' });
  symlinkSync('/etc', join(folder, 'out'));
  const { outcome } = await thought(
    agent(`on['session/prompt'] = async () => {
      const at = process.cwd();
      words(JSON.stringify([
        await may({ kind: 'edit', locations: [{ path: at + '/a.ts' }] }),
        await may({ kind: 'edit', locations: [{ path: at + '/new/b.ts' }] }),
        await may({ kind: 'execute', rawInput: { command: 'npm test' } }),
        await may({ kind: 'edit', locations: [{ path: '/etc/passwd' }] }),
        await may({ kind: 'edit', locations: [{ path: at + '-evil/x' }] }),
        await may({ kind: 'edit', locations: [{ path: at + '/out/passwd' }] }),
        await may({ kind: 'edit', rawInput: { filePath: '/root/x' } }),
      ]));
      return done();
    };`),
    question({ folder }),
  );
  expect(outcome).toEqual({ ok: true, value: JSON.stringify(['yes', 'yes', 'yes', 'no', 'no', 'no', 'no']) });
});

test('an agent that takes a refusal for the end is told to go on without it', async () => {
  const { outcome } = await thought(
    agent(`on['session/prompt'] = async (params) => {
      if (text(params).includes('refused')) words('done otherwise');
      else await may({ kind: 'edit', locations: [{ path: '/etc/passwd' }] });
      return done();
    };`),
    question({ folder: folderWith({}) }),
  );
  expect(outcome).toEqual({ ok: true, value: 'done otherwise' });
});

test('who only reads gets no leave to change or run anything, and is put into a reading mode', async () => {
  const folder = folderWith({ 'a.ts': 'text' });
  const { outcome } = await thought(
    agent(`
      let mode = 'build';
      on['session/new'] = () => ({ sessionId: 's', modes: { currentModeId: 'build', availableModes: [{ id: 'build', name: 'Build' }, { id: 'plan', name: 'Plan' }] } });
      on['session/set_mode'] = (params) => { mode = params.modeId; return {}; };
      on['session/prompt'] = async () => {
        const written = await ask('fs/write_text_file', { path: process.cwd() + '/b.ts', content: 'x' });
        words(JSON.stringify({ name: [mode, written.error ? 'refused' : 'written', await may({ kind: 'edit' }), await may({ kind: 'execute' }), await may({ kind: 'read' })].join() }));
        return done();
      };`),
    question<{ name: string }>({ mode: 'explore', answer: named, folder }),
  );
  expect(outcome).toEqual({ ok: true, value: { name: 'plan,refused,no,no,yes' } });
  expect(existsSync(join(folder, 'b.ts'))).toBe(false);
});

test('files are read and written through Baro inside the folder only', async () => {
  const folder = folderWith({ 'a.ts': 'one\ntwo\nthree' });
  const { outcome } = await thought(
    agent(`on['session/prompt'] = async () => {
      const read = await ask('fs/read_text_file', { path: process.cwd() + '/a.ts', line: 2, limit: 1 });
      const outside = await ask('fs/read_text_file', { path: '/etc/hostname' });
      await ask('fs/write_text_file', { path: process.cwd() + '/sub/b.ts', content: 'new' });
      const git = await ask('fs/write_text_file', { path: process.cwd() + '/.git/config', content: 'x' });
      words([read.result.content, outside.error ? 'refused' : 'read', git.error ? 'refused' : 'written'].join());
      return done();
    };`),
    question({ folder }),
  );
  expect(outcome).toEqual({ ok: true, value: 'two,refused,refused' });
  expect(readFileSync(join(folder, 'sub/b.ts'), 'utf8')).toBe('new');
});

/** An agent that offers these choices, ends with what was chosen, and says nothing of what it took. */
const choosing = (options: readonly object[]) =>
  agent(`
    const options = ${JSON.stringify(options)};
    on['session/new'] = () => ({ sessionId: 's', configOptions: options });
    on['session/set_config_option'] = (params) => {
      options.find(({ id }) => id === params.configId).currentValue = params.value;
      return { configOptions: options };
    };
    on['session/prompt'] = () => { words(options.map(({ currentValue }) => currentValue).join()); return done(); };`);
const select = (category: string, currentValue: string, ...values: string[]) => ({
  ...{ id: category, name: category, category, type: 'select', currentValue },
  options: values.map((value) => ({ value, name: value.toUpperCase() })),
});
const modelIn = ({ facts }: { facts: readonly Progress[] }) =>
  facts.flatMap((fact) => (fact.type === 'usage' ? [fact.model] : []));

test.each([
  [{ backend: 'acp', model: 'big' }, 'big,medium', 'big'],
  [{ backend: 'acp', model: 'BIG', effort: 'max' }, 'big,high', 'big'],
  [{ backend: 'acp', effort: 'low' }, 'small,low', 'small'],
  [{ backend: 'acp' }, 'small,medium', 'small'],
] as const)(
  'T007 what the route %j names is chosen, and what answers is what the books count',
  async (route, chosen, model) => {
    const offers = choosing([
      select('model', 'small', 'small', 'big'),
      select('thought_level', 'medium', 'low', 'medium', 'high'),
    ]);
    const asked = await thought(offers, question({ route }));
    expect(asked.outcome).toEqual({ ok: true, value: chosen });
    expect(modelIn(asked)).toEqual([model]);
  },
);

test('T006 a model that the agent does not have, or lets nobody choose, is not asked for in vain', async () => {
  const route = { backend: 'acp', model: 'huge' } as const;
  const fails = async (backend: Backend) => {
    const { outcome, facts } = await thought(backend, question({ route }));
    expect(facts).toEqual([]);
    return outcome;
  };
  expect(await fails(choosing([select('model', 'small', 'small', 'big')]))).toMatchObject({
    ...{ ok: false, kind: 'provider', trouble: 'model' },
    reason: expect.stringMatching(/has no model "huge"; it has small, big$/),
  });
  expect(await fails(choosing([]))).toMatchObject({
    ...{ ok: false, kind: 'provider', trouble: 'model' },
    reason: expect.stringMatching(/lets nobody choose its model; leave "huge" out of the route$/),
  });
});

test.each([
  [14, { output: 8, reasoning: 5 }],
  [9, { output: 3, reasoning: 5 }],
])(
  'thinking is part of what was written, whether the agent counts it apart or not: %i in all',
  async (totalTokens, tokens) => {
    const usage = { totalTokens, inputTokens: 5, outputTokens: 3, cachedReadTokens: 1, thoughtTokens: 5 };
    const { facts } = await thought(
      agent(
        `on['session/prompt'] = () => { words('x'); return done({ usage: ${JSON.stringify(usage)} }); };`,
      ),
      question(),
    );
    expect(facts).toMatchObject([{ type: 'usage', tokens: { input: 5, cacheRead: 1, ...tokens } }]);
  },
);

test.each([
  ['dies', `process.exit(3)`],
  ['breaks', `throw new Error('API Error: 529 Overloaded')`],
])('what an agent took that %s in the middle is unknown, not nothing', async (_, script) => {
  const { facts } = await thought(
    agent(`on['session/prompt'] = async () => {
      update({ sessionUpdate: 'usage_update', used: 1, size: 2, cost: { amount: 0.5, currency: 'USD' } });
      words('x'); await sleep(100); ${script};
    };`),
    question(),
  );
  expect(facts).toMatchObject([{ type: 'usage', tokens: null, usd: 0.5 }]);
});

test('an agent that nobody has signed in to says so', async () => {
  const { outcome } = await thought(
    agent(
      `on['session/new'] = () => { throw Object.assign(new Error('Authentication required'), { code: -32000 }); };`,
    ),
    question(),
  );
  expect(outcome).toMatchObject({ ok: false, kind: 'provider', trouble: 'auth' });
});

test.each([
  [
    'dies',
    'process.exit(3)',
    { kind: 'provider', reason: expect.stringContaining('ended with exit code 3') },
  ],
  ['refuses', `return done({ stopReason: 'refusal' })`, { kind: 'agent', reason: 'it stopped: refusal' }],
  ['breaks', `throw new Error('API Error: 529 Overloaded')`, { kind: 'provider', trouble: 'overloaded' }],
])('an agent that %s in the middle is a failure', async (_, script, failure) => {
  const { outcome } = await thought(agent(`on['session/prompt'] = () => { ${script} };`), question());
  expect(outcome).toMatchObject({ ok: false, ...failure });
});

test('silence ends an agent', async () => {
  const { outcome } = await thought(
    agent(`on['session/prompt'] = forever;`),
    question({ limits: { silenceMs: 400, totalMs: 15_000, turns: 5 } }),
  );
  expect(outcome).toMatchObject({ ok: false, kind: 'stuck' });
});

test('an abort is told to the agent, which has a moment to stop, and ends it', async () => {
  const told = join(folderWith({}), 'cancelled');
  const abort = new AbortController();
  const { outcome, facts } = await thought(
    agent(
      `on['session/cancel'] = () => writeFileSync('${told}', ''); on['session/prompt'] = () => { words('x'); return forever(); };`,
    ),
    question({ abort: abort.signal, signal: () => abort.abort() }),
  );
  expect(outcome).toEqual({ ok: false, kind: 'interrupted', reason: 'it was stopped' });
  expect(facts).toMatchObject([{ type: 'usage', tokens: null }]);
  expect(existsSync(told)).toBe(true);
});

test('what an agent prints beside the protocol is passed over', async () => {
  const { outcome } = await thought(
    agent(`raw('Welcome!\\n{ not json\\n'); on['session/prompt'] = () => { words('ok'); return done(); };`),
    question(),
  );
  expect(outcome).toEqual({ ok: true, value: 'ok' });
});

test('an agent that is not there cannot be started', async () => {
  const { outcome } = await thought(acp({ command: ['no-such-agent'], env: {} }), question());
  expect(outcome).toMatchObject({ ok: false, kind: 'setup' });
});
