import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Brain, ModelServer } from '../../support/model-server.ts';
import { answered } from '../../support/plan-brain.ts';
import type { Said } from '../../support/wire-frames.ts';
import { ask, PROTOCOLS, question, runCommand, served, toolsIn, usageIn, work } from './think.ts';

let folder: string;
const servers: ModelServer[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'baro-native-'));
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  await rm(folder, { recursive: true });
});

const labels = { run: 'run-1', phase: 'story', storyId: 'paint', attempt: 2 } as const;
const call = (name: string, args: object | string) => ({ calls: [{ name, args }] });
const finish = call('finish', { summary: 'painted' });

/** Says one thing after the other, the last again and again. */
const inTurn = (...said: Said[]): Brain => {
  let turn = 0;
  return () => said[Math.min(turn++, said.length - 1)] ?? {};
};

describe.each(PROTOCOLS)('$name', (row) => {
  async function serve(brain: Brain, deps: Parameters<typeof served>[2] = {}) {
    const made = await served(row, brain, deps);
    servers.push(made.server);
    return { ...made, bodies: () => made.server.requests.map(({ body }) => JSON.stringify(body)) };
  }

  describe('asked for an answer', () => {
    it('gives one that has its shape', async () => {
      const { backend, server } = await serve((asked) => answered(asked, { colour: 'red' }));
      const { outcome } = await ask(backend, question());
      expect(outcome).toEqual({ ok: true, value: { colour: 'red' } });
      expect(server.requests.map(({ path }) => path)).toEqual([row.path]);
    });

    it.each([
      ['bare', '{"colour":"red"}'],
      ['in a fence', 'Here it is:\n```json\n{ "colour": "red" }\n```\nGood luck!'],
      ['in prose', 'I think {"colour": "red"} is best.'],
      ['after another', 'Not {"shade": 1} but {"colour": "red"}.'],
      ['with a comma too many', '{"colour": "red",}'],
      ['without its end', '{"colour": "red"'],
    ])('T026 finds it in a text: %s', async (_, text) => {
      const { backend, server } = await serve(() => ({ text }));
      expect((await ask(backend, question())).outcome).toEqual({ ok: true, value: { colour: 'red' } });
      expect(server.requests).toHaveLength(1);
    });

    it('says what is wrong with an answer, twice at most', async () => {
      const wrong = call('answer', { colour: 7 });
      const good = await serve(inTurn(wrong, { text: 'Red, I said.' }, call('answer', { colour: 'red' })));
      expect((await ask(good.backend, question())).outcome).toMatchObject({ ok: true });
      expect(good.bodies()[1]).toContain('colour has to be a string');
      const bad = await serve(inTurn(wrong));
      const { outcome } = await ask(bad.backend, question());
      expect(outcome).toEqual({ ok: false, kind: 'agent', reason: 'colour has to be a string' });
      expect(bad.server.requests).toHaveLength(3);
    });

    it('T020 takes silence for no answer', async () => {
      const { backend, server } = await serve(inTurn({}));
      expect((await ask(backend, question())).outcome).toMatchObject({ ok: false, kind: 'agent' });
      expect(server.requests).toHaveLength(3);
    });

    it('T020 gives up when the model refuses', async () => {
      const { backend, server } = await serve(inTurn({ text: 'I will not.', stop: 'refusal' }));
      expect((await ask(backend, question())).outcome).toMatchObject({ ok: false, kind: 'agent' });
      expect(server.requests).toHaveLength(1);
    });

    it('offers only tools that read while exploring', async () => {
      await writeFile(
        join(folder, 'red.ts'),
        'export function mix() {}\nexport const SECRET = "do not tell";\n',
      );
      const tools: (readonly string[])[] = [];
      const { backend, bodies } = await serve((asked) => {
        tools.push(asked.tools);
        return asked.conversation.some(({ role }) => role === 'tool')
          ? answered(asked, { colour: 'red' })
          : call('read_files', { files: [{ path: 'red.ts' }] });
      });
      const asking = await ask(backend, question({ mode: 'explore', folder }));
      expect(asking.outcome).toMatchObject({ ok: true });
      expect(tools[0]).toEqual(['answer', 'list_files', 'read_files', 'search']);
      expect(bodies()[1]).toContain('do not tell');
      expect(toolsIn(asking)).toMatchObject([
        { tool: 'read_files', kind: 'read', ok: true, digest: 'red.ts (3 lines): mix, SECRET' },
      ]);
    });
  });

  describe('at work', () => {
    const painting = inTurn;

    it('writes, runs and ends with its summary', async () => {
      const { backend } = await serve(
        painting(
          call('write_file', { path: 'src/a.txt', content: 'one\ntwo\n' }),
          call('edit_file', { path: 'src/a.txt', edits: [{ old: 'two', new: 'zwei' }] }),
          call('run_command', { command: 'cat src/a.txt; exit 3' }),
          finish,
        ),
      );
      const asking = await ask(backend, work(folder));
      expect(asking.outcome).toEqual({ ok: true, value: 'painted' });
      expect(await readFile(join(folder, 'src/a.txt'), 'utf8')).toBe('one\nzwei\n');
      expect(toolsIn(asking).map(({ tool, kind, ok }) => [tool, kind, ok])).toEqual([
        ['write_file', 'edit', true],
        ['edit_file', 'edit', true],
        ['run_command', 'run', false],
      ]);
      expect(asking.signals).toContainEqual({ type: 'output', labels, text: 'one\nzwei\n' });
    });

    it('reports paths as the repository has them, whatever the model calls them', async () => {
      await writeFile(join(folder, 'a.ts'), 'export const a = 1;');
      const { backend } = await serve(
        inTurn(
          call('read_files', { files: [{ path: join(folder, 'a.ts') }] }),
          call('run_command', { command: `cd ${folder} && ls ${folder}/a.ts` }),
          finish,
        ),
      );
      const asking = await ask(backend, work(folder));
      expect(toolsIn(asking)).toMatchObject([
        { target: 'a.ts', digest: 'a.ts (1 lines): a' },
        { target: 'cd . && ls a.ts' },
      ]);
      expect(JSON.stringify(asking.progress)).not.toContain(folder);
    });

    it('goes on after a text that only says what comes next, as often as there is one', async () => {
      const next = { text: 'Next I write a file.' };
      const written = ['a', 'b', 'c'].flatMap((path) => [next, call('write_file', { path, content: path })]);
      const { backend, bodies } = await serve(inTurn(...written, finish));
      const asking = await ask(backend, work(folder));
      expect(asking.outcome).toEqual({ ok: true, value: 'painted' });
      expect(toolsIn(asking).map(({ target }) => target)).toEqual(['a', 'b', 'c']);
      expect(bodies()[1]).toContain('Call `finish` when all of it is done; else go on.');
    });

    it('ends with a text where the model calls nothing when it is told to, or when no turn is left', async () => {
      const insisting = await serve(inTurn({ text: 'I have painted it.' }, { text: 'All painted.' }));
      expect((await ask(insisting.backend, work(folder))).outcome).toEqual({
        ok: true,
        value: 'All painted.',
      });
      expect(insisting.server.requests).toHaveLength(2);
      const late = await serve(inTurn(call('list_files', {}), { text: 'All painted.' }));
      const limits = { silenceMs: 10_000, totalMs: 60_000, turns: 2 };
      expect((await ask(late.backend, work(folder, { limits }))).outcome).toMatchObject({ ok: true });
    });

    it('does not end while another call of the same turn has failed', async () => {
      const both = { calls: [...call('read_files', { files: [{ path: 'no' }] }).calls, ...finish.calls] };
      const { backend, server } = await serve(inTurn(both, finish));
      expect((await ask(backend, work(folder))).outcome).toMatchObject({ ok: true });
      expect(server.requests).toHaveLength(2);
    });

    it('T019 answers unknown tools and arguments that do not fit with an error', async () => {
      const { backend, bodies } = await serve(
        inTurn(call('fly', {}), call('write_file', { path: 1 }), finish),
      );
      const asking = await ask(backend, work(folder));
      expect(asking.outcome).toMatchObject({ ok: true });
      expect(bodies()[1]).toContain('there is no tool fly');
      expect(bodies()[2]).toContain('write_file does not take that');
      expect(toolsIn(asking).map(({ ok }) => ok)).toEqual([false, false]);
    });

    it('T019 takes sixty-four calls at once', async () => {
      const paths = Array.from({ length: 64 }, (_, at) => `${at}.txt`);
      const calls = paths.map((path) => ({ name: 'write_file', args: { path, content: path } }));
      const { backend } = await serve(inTurn({ calls }, finish));
      const asking = await ask(backend, work(folder));
      expect(toolsIn(asking).map(({ target }) => target)).toEqual(paths);
      expect(await readFile(join(folder, '63.txt'), 'utf8')).toBe('63.txt');
    });

    it('T020 points out a loop, and then ends it', async () => {
      const { backend, server, bodies } = await serve(inTurn(call('search', { pattern: 'gold' })));
      const { outcome } = await ask(backend, work(folder));
      expect(outcome).toMatchObject({ ok: false, kind: 'stuck' });
      expect(server.requests).toHaveLength(6);
      expect(bodies()[2]).not.toContain('the same call');
      expect(bodies()[3]).toContain('the same call');
    });

    it('does not take the same test after every edit for a loop', async () => {
      const turns = Array.from({ length: 7 }, (_, at) => [
        call('write_file', { path: 'a.txt', content: `${at}` }),
        call('run_command', { command: 'cat a.txt' }),
      ]).flat();
      const { backend } = await serve(inTurn(...turns, finish));
      const limits = { silenceMs: 10_000, totalMs: 60_000, turns: 30 };
      expect((await ask(backend, work(folder, { limits }))).outcome).toMatchObject({ ok: true });
    });

    it('does not take the same test for a loop while commands change what it says', async () => {
      const turns = Array.from({ length: 7 }, (_, at) => [
        call('run_command', { command: `echo fix${at} >> a.txt` }),
        call('run_command', { command: 'cat a.txt' }),
      ]).flat();
      const { backend } = await serve(inTurn(...turns, finish));
      const limits = { silenceMs: 10_000, totalMs: 60_000, turns: 30 };
      expect((await ask(backend, work(folder, { limits }))).outcome).toMatchObject({ ok: true });
    });

    it('ends after as many turns as it may take, and is told before', async () => {
      let turn = 0;
      const { backend, server, bodies } = await serve(() => call('search', { pattern: `${turn++}` }));
      const limits = { silenceMs: 10_000, totalMs: 60_000, turns: 5 };
      expect((await ask(backend, work(folder, { limits }))).outcome).toMatchObject({
        ok: false,
        kind: 'stuck',
      });
      expect(server.requests).toHaveLength(5);
      expect(bodies()[3]).toContain('two more turns');
    });
  });

  it('says with every request what it is for', async () => {
    const { backend, server } = await serve(inTurn(call('list_files', {}), finish));
    await ask(backend, work(folder));
    expect(server.requests).toHaveLength(2);
    for (const { headers } of server.requests)
      expect(headers).toMatchObject({
        'x-baro-run': 'run-1',
        'x-baro-phase': 'story',
        'x-baro-story': 'paint',
        'x-baro-attempt': '2',
      });
  });

  it('waits for leave before every request, and takes messages along', async () => {
    let permits = 0;
    const boxes = [[], [{ id: 'm1', text: 'Make it blue.' }]];
    const { backend, server, bodies } = await serve(inTurn(call('list_files', {}), finish));
    const asking = await ask(
      backend,
      work(folder, {
        async permit() {
          expect(server.requests).toHaveLength(permits);
          permits++;
        },
        inbox: () => boxes.shift() ?? [],
      }),
    );
    expect(permits).toBe(2);
    expect(bodies()[1]).toContain('Make it blue.');
    expect(asking.progress).toContainEqual({ type: 'delivered', id: 'm1' });
    expect(asking.records).toContainEqual({ role: 'user', text: 'Make it blue.' });
  });

  it('splits tokens into what was fresh, written, read, said and thought', async () => {
    const usage = { input: 50, cacheRead: 1000, cacheWrite: 30, output: 20, reasoning: 5 };
    const { backend } = await serve(inTurn({ ...call('list_files', {}), usage }, { ...finish, usage }));
    const usages = usageIn(await ask(backend, work(folder)));
    expect(
      usages.map(({ tokens, model, billing, requests }) => ({ tokens, model, billing, requests })),
    ).toEqual([
      { tokens: usage, model: 'fake-1', billing: 'billed', requests: 1 },
      { tokens: usage, model: 'fake-1', billing: 'billed', requests: 1 },
    ]);
    expect(new Set(usages.map(({ id }) => id)).size).toBe(2);
    for (const { id, firstTokenMs } of usages) {
      expect(id).toMatch(/^story\.paint\.2:.*\d/);
      expect(firstTokenMs).not.toBeNull();
    }
  });

  // A machine that is too busy to read for half a second is given another chance.
  it.each<[string, Said]>([
    ['a call', call('list_files', { path: '.' })],
    ['a thought', { ...call('list_files', {}), thought: 'what is there, I wonder, and where' }],
  ])('the first token of a turn is the first of %s', { retry: 3 }, async (_, said) => {
    let turn = 0;
    const { backend } = await serve(() => (turn++ === 0 ? { ...said, fault: { kind: 'late-end' } } : finish));
    const [usage] = usageIn(await ask(backend, work(folder)));
    expect(usage?.firstTokenMs).toBeLessThan((usage?.ms ?? 0) - 250);
  });

  it('passes on what is said while it is said', async () => {
    const { backend } = await serve(
      inTurn({ text: 'A long story about paint, and what became of it.', ...finish }),
    );
    const { signals } = await ask(backend, work(folder));
    const said = signals.filter(({ type }) => type === 'text').map(({ text }) => text);
    expect(said.join('')).toBe('A long story about paint, and what became of it.');
  });

  it('hands back what the model thought, word for word', async () => {
    const { backend, bodies } = await serve(inTurn({ ...call('list_files', {}), thought: 'hmm' }, finish));
    const { records } = await ask(backend, work(folder));
    expect(bodies()[1]).toContain(
      row.name === 'openai-compatible' ? '"reasoning_content":"hmm"' : 'sealed hmm',
    );
    expect(JSON.stringify(records)).toContain('hmm');
  });

  it('starts every request of a kind with the same bytes', async () => {
    const { backend, server } = await serve(inTurn(finish));
    for (const storyId of ['one', 'two'])
      await ask(
        backend,
        work(folder, {
          labels: { ...labels, storyId },
          prompt: { shared: 'The rules.', task: `Paint ${storyId}` },
        }),
      );
    const [one = '', two = ''] = server.requests.map(({ body }) => {
      const { messages, input, ...rest } = body;
      const [first] = [messages, input].flatMap((list) => (Array.isArray(list) ? list : []));
      return JSON.stringify([rest, row.name === 'openai-compatible' ? first : '']);
    });
    expect(one).toBe(two);
    expect(one).toContain('The rules.');
  });

  it('marks what can be cached the way its provider wants it', async () => {
    const { backend, server } = await serve(
      inTurn(call('list_files', {}), call('list_files', { path: '.' }), finish),
    );
    await ask(backend, work(folder));
    const { body } = server.requests[2] ?? { body: {} };
    if (row.name !== 'anthropic') return void expect(body).toMatchObject({ prompt_cache_key: 'run-1:story' });
    const { tools, system, messages } = body as Record<string, { content?: unknown[] }[]>;
    const mark = { cache_control: { type: 'ephemeral' } };
    expect(tools?.at(-1)).toMatchObject(mark);
    expect(system).toMatchObject([mark]);
    const users = messages?.filter((_, at) => at % 2 === 0).map(({ content }) => content?.at(-1));
    expect(users?.[0]).not.toMatchObject(mark);
    expect(users?.slice(1)).toMatchObject([mark, mark]);
    expect(JSON.stringify(body).match(/cache_control/g)).toHaveLength(4);
  });

  it('asks for the effort of the route, or the nearest there is', async () => {
    const { backend, server } = await serve(inTurn(finish));
    const route = { backend: row.name, model: 'fake-1' } as const;
    await ask(backend, work(folder, { route }));
    await ask(backend, work(folder, { route: { ...route, effort: 'low' } }));
    await ask(backend, work(folder, { route: { ...route, effort: 'max' } }));
    const efforts = server.requests.map(({ body }) => {
      const { reasoning, reasoning_effort, output_config } = body as Record<
        string,
        { effort?: string } | undefined
      >;
      return reasoning?.effort ?? reasoning_effort ?? output_config?.effort;
    });
    expect(efforts).toEqual([undefined, 'low', 'high']);
  });

  describe('interrupted', () => {
    const abortedAt = async (point: 'request' | 'stream' | 'command' | 'permit') => {
      const stop = new AbortController();
      const brain: Brain = ({ number }) => {
        if (number === 2 && point !== 'command') setTimeout(() => stop.abort(), 30);
        if (number === 2 && point === 'request') return { fault: { kind: 'hang' } };
        if (number === 2 && point === 'stream') return { text: 'long '.repeat(40), fault: { kind: 'stall' } };
        return number === 1
          ? call('write_file', { path: 'a.txt', content: 'a' })
          : call('run_command', { command: 'sleep 60' });
      };
      const { backend, server } = await serve(brain);
      const permit = () =>
        point === 'permit' && server.requests.length === 1 ? new Promise<void>(() => {}) : Promise.resolve();
      if (point !== 'request' && point !== 'stream') setTimeout(() => stop.abort(), 250);
      return { ...(await ask(backend, work(folder, { abort: stop.signal, permit }))), server };
    };

    it.each(['request', 'stream', 'command', 'permit'] as const)('it ends soon: in a %s', async (point) => {
      const { outcome, progress } = await abortedAt(point);
      expect(outcome).toMatchObject({ ok: false, kind: 'interrupted' });
      expect(progress.filter(({ type }) => type === 'usage').length).toBeGreaterThan(0);
    });

    it('it goes on from its last complete turn', async () => {
      const { records } = await abortedAt('stream');
      const { backend, bodies } = await serve(inTurn(finish));
      const asking = await ask(backend, work(folder, { history: JSON.parse(JSON.stringify(records)) }));
      expect(asking.outcome).toEqual({ ok: true, value: 'painted' });
      expect(bodies()).toHaveLength(1);
      expect(bodies()[0]).toContain('a.txt written');
      expect(toolsIn(asking)).toEqual([]);
    });

    it('it does not ask again for an end it had come to', async () => {
      const first = await serve(inTurn(call('list_files', {}), finish));
      const { records } = await ask(first.backend, work(folder));
      const again = await serve(inTurn(finish));
      const { outcome } = await ask(again.backend, work(folder, { history: records }));
      expect(outcome).toEqual({ ok: true, value: 'painted' });
      expect(again.server.requests).toEqual([]);
    });

    it('it remembers that it had ended with a text, and what it was told after the first', async () => {
      const first = await serve(inTurn({ text: 'I begin.' }, { text: 'All painted.' }));
      const { records } = await ask(first.backend, work(folder));
      const again = await serve(inTurn({ text: 'It is all there.' }));
      const taken = async (history: typeof records) =>
        (await ask(again.backend, work(folder, { history }))).outcome;
      expect(await taken(records)).toEqual({ ok: true, value: 'All painted.' });
      expect(again.server.requests).toEqual([]);
      expect(await taken(records.slice(0, -1))).toEqual({ ok: true, value: 'It is all there.' });
      expect(again.server.requests).toHaveLength(1);
    });

    it('it does not answer another question from what was said before', async () => {
      const first = await serve(inTurn(call('answer', { colour: 'crimson' })));
      const { records } = await ask(first.backend, question());
      const again = await serve(inTurn(call('answer', { colour: 'blue' })));
      const prompt = { shared: 'You are asked about colours.', task: 'Another colour, please.' };
      const { outcome } = await ask(again.backend, question({ prompt, history: records }));
      expect(outcome).toEqual({ ok: true, value: { colour: 'blue' } });
      expect(again.bodies()[0]).not.toContain('crimson');
    });

    it('it does not go on with a conversation that came to nothing', async () => {
      const first = await serve(inTurn(call('answer', { colour: 7 })));
      const { records } = await ask(first.backend, question());
      const again = await serve(inTurn(call('answer', { colour: 'blue' })));
      expect((await ask(again.backend, question({ history: records }))).outcome).toMatchObject({ ok: true });
      expect(again.bodies()[0]).not.toContain('colour has to be a string');
    });

    it('it takes up nothing of a history that is not one', async () => {
      const { backend, bodies } = await serve(inTurn(finish));
      const history = [
        null,
        7,
        { role: 'tool', results: [] },
        { role: 'assistant', text: '', calls: [{ id: 1 }] },
      ];
      expect((await ask(backend, work(folder, { history }))).outcome).toMatchObject({ ok: true });
      expect(bodies()).toHaveLength(1);
    });
  });

  it('ends when the time is up, but does not count the time it is kept waiting', async () => {
    const { backend } = await serve(() => ({ fault: { kind: 'stall' } }), {
      pacing: { sleep: async () => {} },
    });
    const limits = { silenceMs: 10_000, totalMs: 300, turns: 3 };
    const waiting = () => new Promise<void>((resolve) => setTimeout(resolve, 400));
    const { outcome } = await ask(backend, work(folder, { limits, permit: waiting }));
    expect(outcome).toMatchObject({ ok: false, kind: 'stuck' });
  });

  it('says what is missing for it to be asked, and sends nothing', async () => {
    const { backend, server } = await serve(inTurn(finish), { reach: async () => ({ missing: 'no key' }) });
    const { outcome } = await ask(backend, question());
    expect(outcome).toMatchObject({ ok: false, kind: 'provider', trouble: 'auth', reason: 'no key' });
    expect(server.requests).toEqual([]);
  });

  it('says why it was asked without a key where it wants one after all', async () => {
    const refusing: Brain = () => ({ fault: { kind: 'status', status: 401 } });
    const { backend } = await serve(refusing, { unkeyed: 'it is for another server' });
    const { outcome } = await ask(backend, question());
    expect(outcome).toMatchObject({ reason: expect.stringMatching(/; it is for another server$/) });
  });

  it('asks a server on this machine without a key', async () => {
    const { backend, server } = await serve(inTurn(finish), { unkeyed: 'there is none' });
    expect((await ask(backend, work(folder))).outcome).toMatchObject({ ok: true });
    expect(server.requests[0]?.headers).not.toHaveProperty('authorization');
    expect(server.requests[0]?.headers).not.toHaveProperty('x-api-key');
  });

  it('lists the models there are', async () => {
    const { backend } = await serve(inTurn(finish));
    const { signal } = new AbortController();
    expect(await backend.models({ backend: row.name }, signal)).toEqual({ models: ['fake-1'] });
  });

  it('gives commands the environment of the request and nothing else', async () => {
    const seen: unknown[] = [];
    const { backend } = await serve(inTurn(call('run_command', { command: 'true' }), finish), {
      runCommand(command) {
        seen.push(command.env, command.folder);
        return runCommand(command);
      },
    });
    await mkdir(join(folder, 'tree'));
    const env = { ...work(folder).env, COLOUR: 'red' };
    await ask(backend, work(join(folder, 'tree'), { env }));
    expect(seen).toEqual([env, join(folder, 'tree')]);
  });
});
