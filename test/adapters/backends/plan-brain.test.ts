import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AnswerShape } from '../../../src/engine/backend.ts';
import { planBrain } from '../../support/plan-brain.ts';
import { type Answer, ask, PROTOCOLS, question, served, toolsIn, work } from './think.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'baro-plan-'));
});
afterEach(() => rm(folder, { recursive: true }));

const whatever = {
  name: 'answer',
  jsonSchema: { type: 'object' },
  parse: (value: unknown) => ({ value: value as Answer }),
} satisfies AnswerShape<Answer>;

const plan = { goal: 'paint', stories: [{ id: 'door', acceptance: ['it is red'] }] };
const brain = planBrain(plan, {
  door: [
    { files: { 'door.txt': 'green' }, verdict: { pass: false } },
    { files: { 'door.txt': 'red', 'lock.txt': 'shut' }, commands: ['cat door.txt'], summary: 'red now' },
  ],
});

describe.each(PROTOCOLS)('a model with a plan, through $name', (row) => {
  it('plays a run: a plan, two attempts and what is thought of them', async () => {
    const { server, backend } = await served(row, brain);
    const about = (phase: 'planner' | 'critic' | 'story', attempt: number) => ({
      labels: { run: 'r', phase, ...(phase === 'planner' ? {} : { storyId: 'door', attempt }) },
    });
    try {
      const answers = [
        await ask(backend, question({ ...about('planner', 1), answer: whatever, mode: 'explore', folder })),
        await ask(backend, work(folder, about('story', 1))),
        await ask(backend, question({ ...about('critic', 1), answer: whatever })),
        await ask(backend, work(folder, about('story', 2))),
        await ask(backend, question({ ...about('critic', 2), answer: whatever })),
      ];
      expect(answers.map(({ outcome }) => outcome)).toMatchObject([
        { ok: true, value: plan },
        { ok: true, value: 'done' },
        { ok: true, value: { pass: false } },
        { ok: true, value: 'red now' },
        { ok: true, value: { pass: true, criteria: [{ criterion: 'it is red', met: true }] } },
      ]);
      expect(answers.flatMap(toolsIn).map(({ target }) => target)).toEqual([
        ...['door.txt', 'door.txt', 'lock.txt', 'cat door.txt'],
      ]);
      expect(await readFile(join(folder, 'door.txt'), 'utf8')).toBe('red');
    } finally {
      await server.close();
    }
  });
});
