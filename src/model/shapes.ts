import * as z from 'zod';
import { BACKENDS, EFFORTS, TIERS } from './route.ts';

/* What facts are made of. Fields are only ever added. */

export const Commit = z.string().regex(/^[0-9a-f]{40,64}$/);
export const Usd = z.number().min(0);

export const Route = z.object({
  backend: z.enum(BACKENDS),
  model: z.string().optional(),
  effort: z.enum(EFFORTS).optional(),
  endpoint: z.string().optional(),
});

/** `persistence.ts` says what it means. */
export const Persist = z.object({
  usd: Usd.positive().optional(),
  minutes: z.number().positive().optional(),
});

export const Story = z.object({
  id: z.string().regex(/^[a-z0-9-]{1,48}$/),
  title: z.string(),
  description: z.string(),
  dependsOn: z.array(z.string()),
  touches: z.array(z.string()),
  acceptance: z.array(z.string()),
  verify: z.array(z.string()),
  tier: z.enum(TIERS),
  route: Route.optional(),
  estimateMinutes: z.number().positive().optional(),
  persist: Persist.optional(),
});

/** A command that Baro ran itself: what it was, on which commit, how it ended, and the end of what it printed. */
export const Evidence = z.object({
  command: z.string(),
  exitCode: z.int().nullable(),
  commit: Commit,
  ms: z.int(),
  tail: z.string(),
  /** Counted from the output where the test runner's closing line is known. */
  tests: z.object({ passed: z.int(), failed: z.int(), skipped: z.int() }).optional(),
  /** The same command was already failing on the base commit. */
  redBefore: z.boolean().optional(),
  /** It is red as it was before, and nothing says whether it is worse: no tests were counted, or fewer passed. */
  incomparable: z.boolean().optional(),
});
export type Evidence = z.infer<typeof Evidence>;

export const Tokens = z.object({
  /** Read at the full price: neither written to a cache nor read from one. */
  input: z.int(),
  cacheWrite: z.int(),
  cacheRead: z.int(),
  /** Reasoning included. */
  output: z.int(),
  reasoning: z.int(),
});
export type Tokens = z.infer<typeof Tokens>;

export const Options = z.object({
  parallel: z.int().min(1).max(64),
  attempts: z.int().min(1),
  budgetUsd: Usd.optional(),
  timeoutMinutes: z.number().positive().optional(),
  /** One story, without Architect, Critic and Surgeon. */
  quick: z.boolean(),
  localOnly: z.boolean(),
  planOnly: z.boolean(),
  /** A plan is approved without asking. */
  approve: z.enum(['ask', 'auto']),
  /** A person accepts every story's diff before it is integrated. */
  review: z.boolean(),
  preset: z.string(),
  routes: z.object({
    phases: z.object({ architect: Route, planner: Route, story: Route, critic: Route, surgeon: Route }),
    tiers: z.object({ light: Route.optional(), standard: Route.optional(), heavy: Route.optional() }),
    ladder: z.array(Route),
  }),
  endpoints: z.record(z.string(), z.string()),
  /** The run whose branch and pull request this one goes on with. */
  continues: z.string().optional(),
  /** The run whose approved plan is played again. */
  replays: z.string().optional(),
  /** Names the race of the plan that it is in; the first run of a race that has all of it verified stops the others. */
  race: z.string().optional(),
});
export type RunOptions = z.infer<typeof Options>;

export const RepositoryMap = z.object({
  languages: z.array(z.string()),
  packageManager: z.string().optional(),
  setup: z.array(z.string()),
  /** The folders that commands of the setup fill, by command: one whose folder is there already is left out. */
  fills: z.record(z.string(), z.string()).optional(),
  build: z.array(z.string()),
  test: z.array(z.string()),
  lint: z.array(z.string()),
  /** Documents that say how things are done here, as paths. */
  conventions: z.array(z.string()),
  workspaces: z.array(z.string()),
  /** The top of the tree, a line each. */
  layout: z.array(z.string()),
  files: z.int(),
});
export type RepositoryMap = z.infer<typeof RepositoryMap>;

export const FAILURES = [
  'agent', // it gave up, or changed nothing
  'verification', // a command that Baro ran is red
  'verdict', // a criterion is not met
  'conflict', // its change does not merge with the run branch
  'gate', // a person said no, or the change may not be merged
  'provider', // the model's service refused or broke
  'stuck', // silence or a loop
  'setup', // its worktree could not be made ready
  'interrupted', // the process that worked on it is gone
  'internal',
] as const;
export type FailureKind = (typeof FAILURES)[number];

export const Verdict = z.object({
  criterion: z.string(),
  met: z.boolean(),
  evidence: z.string(),
});
export type CriterionVerdict = z.infer<typeof Verdict>;
