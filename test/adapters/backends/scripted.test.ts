import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scripted } from '../../../src/adapters/backends/scripted.ts';
import { ask, question, runCommand, toolsIn, usageIn, work } from './think.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'baro-scripted-'));
});
afterEach(() => rm(folder, { recursive: true }));

const playing = (script: unknown) =>
  scripted({ read: async () => (typeof script === 'string' ? script : JSON.stringify(script)), runCommand });

const about = (phase: 'planner' | 'critic', storyId?: string, attempt?: number) =>
  question({ labels: { run: 'r', phase, ...(storyId ? { storyId } : {}), ...(attempt ? { attempt } : {}) } });

describe('the scripted backend', () => {
  it('plays the steps of a story with real tools, and ends with its summary', async () => {
    const steps = [
      { say: 'I paint now.' },
      { tool: 'write_file', path: 'a.txt', content: 'red\n' },
      { tool: 'run_command', command: 'cat a.txt; exit 1' },
    ];
    const asking = await ask(
      playing({ pace: 1, answers: [{ phase: 'story', story: 'paint', steps, finish: 'painted' }] }),
      work(folder),
    );
    expect(asking.outcome).toEqual({ ok: true, value: 'painted' });
    expect(await readFile(join(folder, 'a.txt'), 'utf8')).toBe('red\n');
    expect(toolsIn(asking)).toMatchObject([
      { tool: 'write_file', kind: 'edit', target: 'a.txt', ok: true },
      { tool: 'run_command', kind: 'run', target: 'cat a.txt; exit 1', ok: false },
    ]);
    expect(asking.signals.map(({ type, text }) => [type, text])).toEqual([
      ['text', 'I paint now.'],
      ['output', 'red\n'],
    ]);
  });

  it('costs nothing, and says so', async () => {
    const backend = playing({ answers: [{ phase: 'planner', answer: { colour: 'red' } }] });
    expect(usageIn(await ask(backend, question()))).toMatchObject([
      { usd: 0, tokens: null, billing: 'unknown' },
    ]);
    const [first, second] = [await ask(backend, question()), await ask(backend, question())].map(usageIn);
    expect(first?.[0]?.id).not.toBe(second?.[0]?.id);
  });

  it('counts the tokens that its script counts', async () => {
    const usage = { input: 10, output: 5 };
    const backend = playing({ answers: [{ phase: 'planner', answer: { colour: 'red' }, usage }] });
    expect(usageIn(await ask(backend, question()))[0]?.tokens).toEqual({
      ...{ input: 10, cacheWrite: 0, cacheRead: 0, output: 5, reasoning: 0 },
    });
  });

  it.each([
    ['the story and the attempt', 'a', 2, 'a2'],
    ['the story, whatever the attempt', 'b', 7, 'b'],
    ['the attempt before, where there is none for this', 'a', 5, 'a3'],
    ['any story, where none is named', 'z', 1, 'any'],
    ['any story, where the named one comes later', 'c', 1, 'any'],
  ])('answers for %s', async (_, story, attempt, colour) => {
    const entry = (answer: string, more: object = {}) => ({
      phase: 'critic',
      answer: { colour: answer },
      ...more,
    });
    const backend = playing({
      answers: [
        entry('any'),
        entry('a1', { story: 'a', attempt: 1 }),
        entry('a2', { story: 'a', attempt: 2 }),
        entry('a3', { story: 'a', attempt: 3 }),
        entry('b', { story: 'b' }),
        entry('b1', { story: 'b', attempt: 1 }),
        entry('c2', { story: 'c', attempt: 2 }),
      ],
    });
    const { outcome } = await ask(backend, about('critic', story, attempt));
    expect(outcome).toEqual({ ok: true, value: { colour } });
  });

  it('says for which question it has no answer', async () => {
    const backend = playing({ title: 'Demo', answers: [{ phase: 'critic', answer: {} }] });
    expect((await ask(backend, about('planner', 'a', 3))).outcome).toEqual({
      ok: false,
      kind: 'agent',
      reason: 'the script "Demo" has no answer for the planner phase, story a, attempt 3',
    });
  });

  it('fails where its script says so', async () => {
    const fail = { kind: 'stuck', reason: 'it fell silent' };
    const backend = playing({ answers: [{ phase: 'story', fail }] });
    expect((await ask(backend, work(folder))).outcome).toEqual({ ok: false, ...fail });
  });

  it.each([
    ['not JSON', '{', /not JSON/],
    ['not a script', { answers: [{ phase: 'painter' }] }, /answers\.0\.phase has to be one of/],
    ['with words nobody knows', { answers: [{ phase: 'story', finnish: 'done' }] }, /finnish/],
    [
      'with a tool nobody has',
      { answers: [{ phase: 'story', steps: [{ tool: 'fly' }] }] },
      /step 1: there is no tool fly/,
    ],
    [
      'with arguments that do not fit',
      { answers: [{ phase: 'story', steps: [{ tool: 'write_file' }] }] },
      /step 1.*write_file/,
    ],
    [
      'with paths that leave',
      { answers: [{ phase: 'story', steps: [{ tool: 'write_file', path: 1 }] }] },
      /step 1/,
    ],
  ])('says what is wrong with a script that is %s', async (_, script, reason) => {
    const { outcome } = await ask(playing(script), work(folder));
    expect(outcome).toMatchObject({ ok: false, reason: expect.stringMatching(reason) });
  });

  it('says what is wrong with an answer that does not fit its question', async () => {
    const backend = playing({ answers: [{ phase: 'planner', answer: { colour: 7 } }] });
    const { outcome } = await ask(backend, question());
    expect(outcome).toMatchObject({
      ok: false,
      reason: expect.stringContaining('colour has to be a string'),
    });
  });

  it('waits for leave, takes messages, and ends soon when it is stopped', async () => {
    const stop = new AbortController();
    const answers = [{ phase: 'story', steps: [{ say: 'one' }, { say: 'two' }], finish: 'done' }];
    let permits = 0;
    const { outcome, progress, signals } = await ask(
      playing({ pace: 60_000, answers }),
      work(folder, {
        abort: stop.signal,
        async permit() {
          permits++;
          setTimeout(() => stop.abort(), 20);
        },
        inbox: () => [{ id: 'm1', text: 'hello' }],
      }),
    );
    expect(outcome).toMatchObject({ ok: false, kind: 'interrupted' });
    expect(signals).toHaveLength(1);
    expect(permits).toBe(1);
    expect(progress[0]).toEqual({ type: 'delivered', id: 'm1' });
  });

  it('goes on where an interrupted run left it', async () => {
    const steps = [1, 2, 3].map((n) => ({ tool: 'run_command', command: `echo ${n} >> log.txt` }));
    const backend = playing({ answers: [{ phase: 'story', steps }] });
    const first = await ask(backend, work(folder));
    const history = first.records.slice(0, 5);
    await ask(backend, work(folder, { history }));
    expect(await readFile(join(folder, 'log.txt'), 'utf8')).toBe('1\n2\n3\n3\n');
  });
});
