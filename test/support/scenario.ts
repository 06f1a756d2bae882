import type { RunEvent } from '../../src/model/events.ts';
import type { Plan, StoryBrief } from '../../src/model/plan.ts';
import type { RepositoryMap, RunOptions } from '../../src/model/shapes.ts';

/** What tests begin with: each function fills in what the test does not care about. */

export const brief = (id: string, more: Partial<StoryBrief> = {}): StoryBrief => ({
  id,
  title: `Story ${id}`,
  description: `Do ${id}.`,
  dependsOn: [],
  touches: [`${id}.txt`],
  acceptance: [`${id} is done`],
  verify: [`check ${id}`],
  tier: 'standard',
  ...more,
});

export const plan = (stories: readonly StoryBrief[], more: Partial<Plan> = {}): Plan => ({
  goal: 'a goal',
  summary: 'what was done',
  decisions: [],
  requirements: [],
  assumptions: [],
  questions: [],
  stories,
  ...more,
});

/** `{ d: ['b', 'c'] }`: ids, and what each depends on. */
export const shaped = (shape: Readonly<Record<string, readonly string[]>>): Plan =>
  plan(Object.entries(shape).map(([id, dependsOn]) => brief(id, { dependsOn })));

const scripted = { backend: 'scripted' } as const;

export const options = (more: Partial<RunOptions> = {}): RunOptions => ({
  parallel: 2,
  attempts: 3,
  quick: false,
  localOnly: false,
  planOnly: false,
  approve: 'auto',
  review: false,
  preset: 'scripted',
  routes: {
    phases: { architect: scripted, planner: scripted, story: scripted, critic: scripted, surgeon: scripted },
    tiers: {},
    ladder: [],
  },
  endpoints: {},
  ...more,
});

export const BASE = 'b'.repeat(40);

export const requested = (more: Partial<RunOptions> = {}, commit = BASE): RunEvent => ({
  type: 'run.requested',
  runId: 'run-1',
  goal: 'a goal',
  repository: 'sample',
  base: { ref: 'main', commit },
  branch: 'baro/a-goal-1',
  options: options(more),
});

export const smallMap: RepositoryMap = {
  languages: ['TypeScript'],
  setup: [],
  build: [],
  test: ['test all'],
  lint: [],
  conventions: [],
  workspaces: [],
  layout: ['src/'],
  files: 1,
};
