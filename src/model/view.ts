import type { EventOf } from './events.ts';
import type { Persistence } from './persistence.ts';
import type { Requirement, StoryBrief } from './plan.ts';
import type { Phase, Route } from './route.ts';
import type { Seen } from './seen.ts';
import type { CriterionVerdict, Evidence, FailureKind, RepositoryMap, RunOptions, Tokens } from './shapes.ts';
import { emptyTable, type Table } from './table.ts';

/** Everything that is true of a run now: the fold of its entries. Its parts are replaced, never changed. */
export type View = {
  /** The number of the last entry, and when it was made (ISO 8601); 0 and '' before the first. */
  readonly seq: number;
  readonly at: string;
  readonly run: RunInfo | undefined;
  readonly phase: PlanPhase;
  /** What may go on at all. */
  readonly brakes: Brakes;
  /** By id, in the order in which they were planned; `storyOf` and `storiesOf` read them. */
  readonly stories: Table<Story>;
  /** The attempts under way, in the order in which they were scheduled: all that most participants look at. */
  readonly live: readonly Attempt[];
  readonly books: Table<Ledger>;
  readonly activity: Table<Activity>;
  readonly findings: readonly Finding[];
  readonly messages: readonly Message[];
  readonly collisions: readonly Collision[];
  /** What was read or searched and is not a finding yet. */
  readonly unread: readonly Unread[];
  /** Worktrees that may exist: they are called for, and are not taken away yet. */
  readonly worktrees: readonly string[];
  readonly ending: Ending;
  /** Routes on which another model answers than they name, each pair once. */
  readonly substitutes: readonly { readonly route: Route; readonly model: string }[];
  /** Participants that threw, with their reasons: the person is told. */
  readonly faults: readonly { readonly participant: string; readonly reason: string }[];
};

export type RunInfo = {
  readonly id: string;
  readonly goal: string;
  readonly goalArtifact: string | undefined;
  readonly repository: string;
  readonly base: Readonly<EventOf<'run.requested'>['base']>;
  readonly branch: string;
  readonly options: RunOptions;
  readonly requestedAt: string;
};

/** How a goal becomes an approved plan. */
export type PlanPhase = {
  readonly map: RepositoryMap | undefined;
  readonly baseline: readonly Evidence[] | undefined;
  readonly decisions: readonly string[] | undefined;
  /** Stories and requirements of a version that is not closed yet. */
  readonly draft: Draft | undefined;
  /** The newest closed version. */
  readonly proposed: ProposedPlan | undefined;
  /** The version that story money may be spent on; 0 before the first approval. */
  readonly approved: number;
  readonly approvedAt: string;
  readonly rejected: boolean;
  /** There can be no plan, and why. */
  readonly refused: string | undefined;
  /** The plan could not be changed as the person asked, and why; it stays as it was. */
  readonly unrevised: string | undefined;
  readonly revision: { readonly version: number; readonly text: string } | undefined;
  /** A change by the Surgeon that waits for a person. */
  readonly change: EventOf<'plan.changed'> | undefined;
  /** Minutes of expected work from each story to the end of the plan, its own included. */
  readonly remaining: Readonly<Record<string, number>>;
  /** Every replan so far, oldest first. */
  readonly changes: readonly EventOf<'plan.changed'>[];
};

export type Draft = {
  readonly version: number;
  readonly stories: Table<StoryBrief>;
  readonly requirements: Table<Requirement>;
};

export type ProposedPlan = {
  readonly version: number;
  readonly stories: readonly StoryBrief[];
  readonly requirements: readonly Requirement[];
  readonly summary: string;
  readonly decisions: readonly string[];
  readonly assumptions: readonly string[];
  readonly questions: readonly string[];
  readonly quickEnough: boolean;
  /** Who proposed it: the planner, a person, a plan file. */
  readonly by: string;
};

export type Brakes = {
  readonly paused: string | undefined;
  /** Why, where nobody asked for the pause: what a person has to take away before the run can go on. */
  readonly obstacle: string | undefined;
  readonly stopped: boolean;
  /** The run that won the race this one was stopped in; known for good. */
  readonly lostTo: string | undefined;
  readonly budget:
    | { readonly kind: 'usd' | 'minutes'; readonly spent: number; readonly limit: number }
    | undefined;
  /** The limits in force: the options', as raised since. */
  readonly budgetUsd: number | undefined;
  readonly timeoutMinutes: number | undefined;
  /** From when the time limit counts: the request, later by as long as the run was stopped or over. ISO 8601. */
  readonly timeFrom: string;
  /** Since when it is stopped or over. */
  readonly offSince: string | undefined;
  readonly breakers: readonly Breaker[];
};

export type Breaker = {
  readonly provider: string;
  readonly reason: string;
  readonly until: string | undefined;
};

export type Story = {
  readonly id: string;
  readonly brief: StoryBrief;
  readonly attempts: readonly Attempt[];
  readonly outcome: 'open' | 'integrated' | 'failed' | 'dropped';
  readonly reason: string | undefined;
  /** Dropped with nothing in its place, and not by the person: a part of the goal that nobody works on. */
  readonly abandoned: boolean;
  /** The commit on the run branch, once there is one. */
  readonly commit: string | undefined;
  /** Attempts before this number do not count against the ladder: a rerun or a replan began afresh. */
  readonly countsFrom: number;
  /** What the next attempt must run on, and what a person added. */
  readonly next:
    | {
        readonly routes: readonly Route[];
        readonly note: string | undefined;
        readonly persist: Persistence | undefined;
      }
    | undefined;
  /** The entry that brought it to this state: who waits longest goes first. */
  readonly since: number;
};

export type AttemptState =
  | 'scheduled'
  | 'prepared'
  | 'finished'
  | 'committed'
  | 'verified'
  | 'judged'
  | 'integrated'
  | 'failed'
  | 'superseded';

export type Attempt = {
  readonly storyId: string;
  readonly number: number;
  readonly state: AttemptState;
  readonly route: Route;
  readonly reservedUsd: number | null;
  readonly base: string | undefined;
  readonly worktree: string | undefined;
  /** The attempt in whose worktree it goes on, where it does not begin at the tip. */
  readonly carriesOn: number | undefined;
  readonly prompt: EventOf<'attempt.prepared'>['prompt'] | undefined;
  readonly summary: string | undefined;
  /** The commit that is judged and merged; replaced when it is rebased. */
  readonly commit: EventOf<'attempt.committed'> | undefined;
  readonly evidence: EventOf<'attempt.verified'> | undefined;
  readonly verdict:
    | { readonly pass: boolean; readonly criteria: readonly CriterionVerdict[]; readonly summary: string }
    | undefined;
  readonly accepted: boolean;
  readonly failure: { readonly kind: FailureKind; readonly reason: string } | undefined;
  /** When each state was first reached, ISO 8601. */
  readonly times: Readonly<Partial<Record<AttemptState, string>>>;
  readonly since: number;
};

/** The books of one phase, or of one attempt in one phase. */
export type Ledger = {
  readonly phase: Phase;
  readonly storyId: string | undefined;
  readonly attempt: number | undefined;
  readonly route: Route;
  readonly model: string;
  readonly requests: number;
  readonly tokens: Tokens;
  /** Dollars that are known, by who pays them. */
  readonly billedUsd: number;
  readonly coveredUsd: number;
  /** Dollars that are known, of which it is not known who pays. */
  readonly unclearUsd: number;
  /** Requests whose cost nobody knows, and what they cost at the most. */
  readonly unknown: number;
  readonly atMostUsd: number;
  readonly ms: number;
  readonly firstTokenMs: readonly number[];
  /** Ids of the usage facts in it, each counted once. */
  readonly ids: Seen;
};

/** What an attempt is doing. */
export type Activity = {
  readonly last: string;
  readonly kind: EventOf<'tool.used'>['kind'];
  readonly tools: number;
  readonly toolMs: number;
  readonly edited: readonly string[];
  readonly ids: Seen;
};

export type Finding = {
  readonly id: string;
  readonly source: EventOf<'finding.recorded'>['source'];
  readonly text: string;
  readonly seq: number;
};

export type Unread = {
  readonly id: string;
  readonly source: Finding['source'];
  readonly digest: string;
};

export type Message = {
  readonly id: string;
  readonly storyId: string;
  readonly text: string;
  readonly from: string;
  /** The attempt that has read it. */
  readonly delivered: number | undefined;
};

export type Collision = {
  readonly id: string;
  readonly stage: 'plan' | 'edit' | 'merge';
  readonly stories: readonly string[];
  readonly paths: readonly string[];
  readonly since: number;
};

export type Ending = {
  readonly verified: EventOf<'run.verified'> | undefined;
  readonly verifiedAt: string;
  readonly requirements: Readonly<Record<string, { readonly met: boolean; readonly evidence: string }>>;
  /** What the branch that the pull request is for has got since the run began. */
  readonly baseMoved: EventOf<'base.moved'> | undefined;
  readonly pushed: { readonly commit: string; readonly remote: string } | undefined;
  readonly pushFailed: string | undefined;
  /** The pull request says what the branch holds now. */
  readonly published: boolean;
  readonly pullRequest: { readonly url: string; readonly draft: boolean } | undefined;
  readonly pullRequestFailed: { readonly reason: string; readonly link: string | undefined } | undefined;
  readonly completed: EventOf<'run.completed'> | undefined;
  readonly completedAt: string;
};

export const noEnding: Ending = {
  verified: undefined,
  verifiedAt: '',
  requirements: {},
  baseMoved: undefined,
  pushed: undefined,
  pushFailed: undefined,
  published: false,
  pullRequest: undefined,
  pullRequestFailed: undefined,
  completed: undefined,
  completedAt: '',
};

export const emptyView: View = {
  seq: 0,
  at: '',
  run: undefined,
  phase: {
    map: undefined,
    baseline: undefined,
    decisions: undefined,
    draft: undefined,
    proposed: undefined,
    approved: 0,
    approvedAt: '',
    rejected: false,
    refused: undefined,
    unrevised: undefined,
    revision: undefined,
    change: undefined,
    remaining: {},
    changes: [],
  },
  brakes: {
    paused: undefined,
    obstacle: undefined,
    stopped: false,
    lostTo: undefined,
    budget: undefined,
    budgetUsd: undefined,
    timeoutMinutes: undefined,
    timeFrom: '',
    offSince: undefined,
    breakers: [],
  },
  stories: emptyTable,
  live: [],
  books: emptyTable,
  activity: emptyTable,
  findings: [],
  messages: [],
  collisions: [],
  unread: [],
  worktrees: [],
  ending: noEnding,
  substitutes: [],
  faults: [],
};

/** Names an attempt wherever one string has to: worktrees, job keys, slices of the view. */
export const attemptKey = (storyId: string, number: number) => `${storyId}.${number}`;

/** Names the books of an attempt in a phase. */
export const ledgerKey = (phase: Phase, storyId: string, attempt: number) =>
  `${phase}/${attemptKey(storyId, attempt)}`;
