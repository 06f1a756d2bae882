import { randomUUID } from 'node:crypto';
import { changedPaths } from '../../src/adapters/git/changes.ts';
import { diff } from '../../src/adapters/git/diff.ts';
import { openGit } from '../../src/adapters/git/git.ts';
import type { Backend } from '../../src/engine/backend.ts';
import type { EventOf, RunEvent } from '../../src/model/events.ts';
import { viewOf } from '../../src/model/folding.ts';
import { type Cost, sumCost } from '../../src/model/money.ts';
import type { RunOptions } from '../../src/model/shapes.ts';
import type { View } from '../../src/model/view.ts';
import { critic } from '../../src/participants/critic.ts';
import { prompts } from '../../src/prompts/prompts.ts';
import { bookkeeping, thinkingWith } from './agents.ts';
import { type Bug, type Checkout, checkedOut, type Task } from './tasks.ts';

/** What the Critic said of one diff. */
export type Judged = {
  readonly task: string;
  /** Absent: the diff is right. */
  readonly bug?: string;
  readonly pass: boolean;
  /** It failed the very criterion that the bug breaks. */
  readonly pointed: boolean;
  readonly wallMs: number;
  readonly cost: Cost;
  /** There was no verdict, and why. */
  readonly problem?: string;
};

/** Asks the Critic, as a run would, about the solution of a task, or about it with a bug in it. */
export async function judged(
  task: Task,
  bug: Bug | undefined,
  options: RunOptions,
  backend: Backend,
): Promise<Judged> {
  await using checkout = await checkedOut(task);
  await checkout.solve(bug);
  const commit = await checkout.save('Work');
  const green = await checkout.open();
  const view = verifiedView(task, checkout, commit, green, options);
  const git = openGit({
    commonDir: `${checkout.folder}/.git`,
    scratch: checkout.folder,
    base: process.env,
  });
  const here = async () => ({ folder: checkout.folder, env: {} });
  const participant = critic({
    think: thinkingWith(backend),
    document: prompts.critic,
    requirementsDocument: prompts.requirements,
    repository: {
      diff: (from, to, most) => diff(git, from, to, most),
      prepare: here,
      checkout: here,
      changedPaths: (from, to) => changedPaths(git, from, to),
    },
    mark: randomUUID,
  });
  const books = bookkeeping(view);
  const begun = performance.now();
  let verdict: EventOf<'verdict.given'> | undefined;
  let problem: string | undefined;
  try {
    for (const job of participant.work?.(view) ?? [])
      for await (const event of job.run(books.at)) {
        books.keep(event);
        if (event.type === 'verdict.given') verdict = event;
      }
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
  }
  return {
    task: task.name,
    ...(bug ? { bug: bug.name } : {}),
    pass: verdict?.pass ?? false,
    pointed: bug !== undefined && verdict?.criteria[bug.breaks]?.met === false,
    wallMs: performance.now() - begun,
    cost: books.cost(),
    ...(verdict ? {} : { problem: problem ?? 'no verdict' }),
  };
}

/** A run in which one story is at the Critic's door. */
function verifiedView(
  task: Task,
  { base }: Checkout,
  commit: string,
  green: boolean,
  options: RunOptions,
): View {
  const which = { storyId: task.name, attempt: 1 };
  const route = options.routes.phases.story;
  const events: readonly RunEvent[] = [
    {
      type: 'run.requested',
      runId: 'eval',
      goal: task.goal,
      repository: task.name,
      base: { ref: 'main', commit: base },
      branch: `baro/${task.name}`,
      options,
    },
    {
      type: 'story.planned',
      version: 1,
      story: {
        id: task.name,
        title: task.title,
        description: task.goal,
        dependsOn: [],
        touches: ['src/**', 'test/**'],
        acceptance: [...task.criteria],
        verify: ['npm test'],
        tier: 'standard',
      },
    },
    {
      type: 'plan.proposed',
      version: 1,
      count: 1,
      summary: task.title,
      decisions: [],
      assumptions: [],
      questions: [],
    },
    { type: 'plan.approved', version: 1 },
    { type: 'story.scheduled', ...which, route, reservedUsd: null },
    {
      type: 'attempt.prepared',
      ...which,
      route,
      base,
      worktree: `${task.name}.1`,
      prompt: { artifact: '', sha256: '', findings: 0 },
    },
    { type: 'attempt.finished', ...which, summary: task.title },
    {
      type: 'attempt.committed',
      ...which,
      commit,
      parent: base,
      files: [],
      changed: 1,
      added: 1,
      removed: 0,
      gates: [],
    },
    {
      type: 'attempt.verified',
      ...which,
      commit,
      ok: true,
      evidence: [
        { command: 'npm test', exitCode: green ? 0 : 1, commit, ms: 0, tail: '', redBefore: !green },
      ],
    },
  ];
  const at = new Date().toISOString();
  return viewOf(events.map((event, index) => ({ seq: index + 1, at, by: 'eval', event })));
}

/** What a set of judgements comes to; diffs without a verdict count for neither side. */
export function criticFigures(all: readonly Judged[]) {
  const answered = all.filter(({ problem }) => problem === undefined);
  const seeded = answered.filter(({ bug }) => bug !== undefined);
  const clean = answered.filter(({ bug }) => bug === undefined);
  return {
    seeded: seeded.length,
    caught: seeded.filter(({ pass }) => !pass).length,
    pointed: seeded.filter(({ pointed }) => pointed).length,
    clean: clean.length,
    falselyBlocked: clean.filter(({ pass }) => !pass).length,
    unanswered: all.length - answered.length,
    cost: sumCost(all.map(({ cost }) => cost)),
  };
}
