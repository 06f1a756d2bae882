import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { byBaro, byOneSession } from '../../bench/eval/agents.ts';
import { criticFigures, judged } from '../../bench/eval/critic.ts';
import { report } from '../../bench/eval/report.ts';
import { checkedOut, readTasks, type Task } from '../../bench/eval/tasks.ts';
import { scripted } from '../../src/adapters/backends/scripted.ts';
import { runCommand } from '../../src/adapters/processes.ts';
import { optionsWith } from '../support/made-up-log.ts';
import { hostWith, noSettings } from '../support/no-settings.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const tasks = await readTasks(fileURLToPath(new URL('../../bench/eval/tasks', import.meta.url)));
const named = (name: string): Task => {
  const task = tasks.find((one) => one.name === name);
  if (!task) throw new Error(`there is no task ${name}`);
  return task;
};

describe.each(tasks)('the task $name', (task) => {
  it('is not solved beforehand, and its solution is one', async () => {
    await using checkout = await checkedOut(task);
    expect(await checkout.hidden()).toBe(false);
    await checkout.solve();
    expect([await checkout.hidden(), await checkout.open()]).toEqual([true, true]);
  });

  it.each(task.bugs)('has a bug that only hidden tests see: $name', async (bug) => {
    await using checkout = await checkedOut(task);
    await checkout.solve(bug);
    expect([await checkout.hidden(), await checkout.open()]).toEqual([false, true]);
    expect(task.criteria[bug.breaks]).toBeDefined();
  });
});

const answering = (...answers: readonly object[]) =>
  scripted({ read: async () => JSON.stringify({ answers }), runCommand });
const solved = (task: Task, file: string) => ({
  phase: 'story',
  steps: [
    { tool: 'write_file', path: file, content: readFileSync(join(task.folder, 'solution', file), 'utf8') },
  ],
  finish: 'done',
});

describe('the Critic is judged', () => {
  const task = named('room-book');
  const options = optionsWith({ backend: 'scripted' });
  const verdict = (...met: readonly boolean[]) =>
    answering({
      phase: 'critic',
      answer: {
        criteria: task.criteria.map((criterion, index) => ({
          criterion,
          met: met[index] ?? true,
          evidence: '',
        })),
        summary: '',
      },
    });

  it('by whether it blocks a bug, whether for the right reason, and whether it lets pass what is right', async () => {
    const [bug] = task.bugs;
    const all = [
      await judged(task, bug, options, verdict(true, false)),
      await judged(task, bug, options, verdict(false, true)),
      await judged(task, bug, options, verdict()),
      await judged(task, undefined, options, verdict()),
      await judged(task, undefined, options, verdict(false)),
      await judged(task, undefined, options, answering({ phase: 'planner' })),
    ];
    expect(criticFigures(all)).toMatchObject({
      seeded: 3,
      caught: 2,
      pointed: 1,
      clean: 2,
      falselyBlocked: 1,
      unanswered: 1,
    });
    expect(report('scripted', [], all, 1)).toContain(
      'Caught 2 of 3 (67 %), 1 of them by the criterion that the bug breaks; falsely blocked 1 of 2 (50 %); 1 without a verdict',
    );
  });
});

describe('a task is played', () => {
  const task = named('retry');
  const file = 'src/retry.js';

  it('by one session, which passes by the hidden tests alone', async () => {
    const route = { backend: 'scripted' } as const;
    const good = await byOneSession(task, route, answering(solved(task, file)));
    expect(good).toMatchObject({ passed: true, cost: { billedUsd: 0 } });
    const idle = await byOneSession(task, route, answering({ phase: 'story', finish: 'done' }));
    expect(idle.passed).toBe(false);
  });

  it('by Baro, with all that it does', async () => {
    const folder = temporaryFolder();
    const story = {
      id: 'retry',
      title: task.title,
      description: '',
      dependsOn: [],
      touches: ['src/**'],
      acceptance: task.criteria,
      verify: ['npm test'],
      tier: 'light',
    };
    const script = join(folder, 'script.json');
    const plan = { goal: task.goal, summary: '', stories: [story] };
    writeFileSync(
      script,
      JSON.stringify({ answers: [{ phase: 'planner', answer: plan }, solved(task, file)] }),
    );
    const host = hostWith(
      {},
      { settings: () => ({ ...noSettings, worktreeDirectory: join(folder, 'home') }) },
    );
    const result = await byBaro(task, { approve: 'auto', preset: 'scripted', script, quick: true }, host);
    expect(result).toMatchObject({ passed: true });
    expect(report('scripted', [{ task: task.name, baro: result, alone: result }], [], 1)).toContain(
      '**all** | 1 of 1',
    );
  }, 60_000);
});
