import type { Entry, EventOf, RunEvent } from '../../src/model/events.ts';
import type { StoryBrief } from '../../src/model/plan.ts';
import type { Phase, Route } from '../../src/model/route.ts';
import type { RunOptions } from '../../src/model/shapes.ts';

/** Something that happened so many seconds after the beginning. */
export type Moment = readonly [seconds: number, event: RunEvent];

const BEGINNING = Date.parse('2026-11-02T10:00:00.000Z');
export const terra: Route = { backend: 'openai', model: 'gpt-6.1-terra' };
export const commitOf = (n: number) => n.toString(16).padStart(40, '0');

/** The entries of a run in which this happened, in the order of their times. */
export const logOf = (...moments: readonly Moment[]): readonly Entry[] =>
  moments
    .toSorted(([a], [b]) => a - b)
    .map(([seconds, event], index) => ({
      seq: index + 1,
      at: new Date(BEGINNING + seconds * 1000).toISOString(),
      by: 'somebody',
      event,
    }));

export const optionsWith = (route: Route, changed: Partial<RunOptions> = {}): RunOptions => ({
  parallel: 3,
  attempts: 3,
  quick: false,
  localOnly: true,
  planOnly: false,
  approve: 'ask',
  review: false,
  preset: route.backend,
  routes: {
    phases: { architect: route, planner: route, story: route, critic: route, surgeon: route },
    tiers: {},
    ladder: [],
  },
  endpoints: {},
  ...changed,
});

export const requested = (runId = 'r1', options = optionsWith(terra)): RunEvent => ({
  type: 'run.requested',
  runId,
  goal: 'Add reservations',
  repository: 'house',
  base: { ref: 'main', commit: commitOf(1) },
  branch: `baro/add-reservations-${runId}`,
  options,
});

export const briefOf = (id: string, changed: Partial<StoryBrief> = {}): StoryBrief => ({
  id,
  title: `Story ${id}`,
  description: '',
  dependsOn: [],
  touches: [],
  acceptance: ['it works'],
  verify: [],
  tier: 'standard',
  ...changed,
});

/** A plan proposed at one time and approved at another. */
export function plannedAt(
  proposed: number,
  approved: number,
  briefs: readonly StoryBrief[],
  version = 1,
): readonly Moment[] {
  const planned = briefs.map(
    (story) =>
      [
        proposed,
        { type: 'story.planned', version, story: story as EventOf<'story.planned'>['story'] },
      ] as const,
  );
  return [
    ...planned,
    [
      proposed,
      {
        type: 'plan.proposed',
        version,
        count: briefs.length,
        summary: '',
        decisions: [],
        assumptions: [],
        questions: [],
      },
    ],
    [approved, { type: 'plan.approved', version }],
  ];
}

type Tried = {
  readonly from: number;
  readonly to: number;
  readonly attempt?: number;
  readonly route?: Route;
};

/** An attempt that is ready a second after its schedule and lands. */
export function landed(storyId: string, { from, to, attempt = 1, route = terra }: Tried): readonly Moment[] {
  const which = { storyId, attempt };
  return [
    ...begun(storyId, { from, to, attempt, route }),
    [to - 1, { type: 'attempt.finished', ...which, summary: 'done' }],
    [
      to - 1,
      {
        type: 'attempt.committed',
        ...which,
        commit: commitOf(to),
        parent: commitOf(1),
        files: [],
        changed: 1,
        added: 1,
        removed: 0,
        gates: [],
      },
    ],
    [to, { type: 'story.integrated', ...which, commit: commitOf(to) }],
  ];
}

export const failed = (storyId: string, tried: Tried): readonly Moment[] => [
  ...begun(storyId, tried),
  [
    tried.to,
    { type: 'attempt.failed', storyId, attempt: tried.attempt ?? 1, kind: 'verification', reason: 'red' },
  ],
];

function begun(storyId: string, { from, attempt = 1, route = terra }: Tried): readonly Moment[] {
  const which = { storyId, attempt };
  return [
    [from, { type: 'story.scheduled', ...which, route, reservedUsd: 0 }],
    [
      from + 1,
      {
        type: 'attempt.prepared',
        ...which,
        route,
        base: commitOf(1),
        worktree: `${storyId}.${attempt}`,
        prompt: { artifact: 'p', sha256: '', findings: 0 },
      },
    ],
  ];
}

/** A request that ended at `at`. */
export function used(
  at: number,
  changed: Partial<EventOf<'usage.recorded'>> & { readonly phase?: Phase } = {},
): Moment {
  const { phase = 'story', storyId, attempt, route = terra } = changed;
  return [
    at,
    {
      type: 'usage.recorded',
      phase,
      ...(storyId === undefined ? {} : { storyId, attempt: attempt ?? 1 }),
      id: `${phase}.${storyId}.${attempt ?? 1}.${at}`,
      route,
      model: route.model ?? '',
      tokens: { input: 1000, cacheWrite: 0, cacheRead: 3000, output: 200, reasoning: 50 },
      usd: 0.01,
      billing: 'billed',
      requests: 1,
      ms: 2000,
      firstTokenMs: 500,
      ...changed,
    },
  ];
}

/** The whole is verified, or not, and the run over. */
export const over = (
  at: number,
  ok = true,
  outcome: 'done' | 'partial' | 'failed' = 'done',
): readonly Moment[] => [
  [
    at,
    {
      type: 'run.verified',
      ok,
      commit: commitOf(at),
      evidence: [
        {
          command: 'npm test',
          exitCode: ok ? 0 : 1,
          commit: commitOf(at),
          ms: 900,
          tail: '',
          tests: { passed: 40, failed: ok ? 0 : 2, skipped: 0 },
        },
      ],
    },
  ],
  [at, { type: 'run.completed', outcome, integrated: 0, failed: 0 }],
];
