import * as z from 'zod';
import { PHASES } from './route.ts';
import {
  Commit,
  Evidence,
  FAILURES,
  Options,
  Persist,
  RepositoryMap,
  Route,
  Story,
  Tokens,
  Usd,
  Verdict,
} from './shapes.ts';

/*
 * Every fact a run can hold, and nothing else. An event is small and travels: ids, refs, commits and
 * repository-relative paths, never absolute paths, secrets or file contents. What is bigger is an artifact
 * beside the log; `fitted` (size.ts) holds every event under its limit. Fields are only ever added.
 */

const fact = <T extends string, S extends z.ZodRawShape>(type: T, shape: S) =>
  z.object({ type: z.literal(type), ...shape });

const story = { storyId: z.string() };
const attempt = { ...story, attempt: z.int().min(1) };
/** Where in a run something was thought: a phase, and the attempt it is about. */
const asked = { phase: z.enum(PHASES), storyId: z.string().optional(), attempt: z.int().optional() };

export const RunEvent = z.discriminatedUnion('type', [
  // the run
  fact('run.requested', {
    runId: z.string(),
    goal: z.string(),
    /** Names the artifact with the whole goal where it is longer than the event may be. */
    goalArtifact: z.string().optional(),
    repository: z.string(),
    base: z.object({
      ref: z.string(),
      commit: Commit,
      /** The commit of the checkout, where the run starts from what was not committed on top of it. */
      head: Commit.optional(),
    }),
    branch: z.string(),
    options: Options,
  }),
  fact('run.paused', {
    reason: z.string().optional(),
    /** What stands in the way from outside, and how to take it away: nobody asked for the pause. */
    obstacle: z.string().optional(),
  }),
  fact('run.unpaused', {}),
  fact('run.stopped', {
    reason: z.string().optional(),
    /** The run that was verified first in the race they were both in. */
    lostTo: z.string().optional(),
  }),
  fact('run.reopened', { reason: z.string() }),
  /** The process that worked on it had ended: another goes on with it, so long after the last entry. */
  fact('run.taken-up', { awayMs: z.int().min(0) }),
  fact('run.verified', {
    ok: z.boolean(),
    commit: Commit,
    evidence: z.array(Evidence),
    /** The story whose integration turned it red, found by bisection. */
    culprit: z.string().optional(),
  }),
  fact('run.completed', {
    outcome: z.enum(['done', 'partial', 'failed']),
    integrated: z.int(),
    failed: z.int(),
    reason: z.string().optional(),
  }),

  // before there is a plan
  fact('repository.mapped', { map: RepositoryMap }),
  fact('baseline.measured', { commit: Commit, evidence: z.array(Evidence) }),
  fact('design.pinned', { decisions: z.array(z.string()) }),

  // the plan
  fact('story.planned', { version: z.int(), story: Story }),
  fact('requirement.traced', {
    version: z.int(),
    requirement: z.object({ id: z.string(), quote: z.string(), stories: z.array(z.string()) }),
  }),
  fact('plan.proposed', {
    version: z.int(),
    count: z.int(),
    summary: z.string(),
    decisions: z.array(z.string()),
    assumptions: z.array(z.string()),
    questions: z.array(z.string()),
    /** One warm session would do it better: `--quick` is offered. */
    quickEnough: z.boolean().optional(),
  }),
  fact('plan.approved', { version: z.int() }),
  fact('plan.rejected', { version: z.int(), reason: z.string().optional() }),
  fact('plan.refused', { reason: z.string() }),
  fact('revision.requested', { version: z.int(), text: z.string() }),
  /** The Surgeon's answer to a failed story. The stories that are new or different precede it as `story.planned`. */
  fact('plan.changed', {
    version: z.int(),
    storyId: z.string(),
    action: z.enum(['retry', 'split', 'prerequisite', 'rewire', 'drop', 'give-up']),
    reason: z.string(),
    removed: z.array(z.string()),
    /** It leaves what was approved, so a person has to approve this version first. */
    asks: z.boolean(),
  }),

  // a story and its attempts
  fact('story.scheduled', { ...attempt, route: Route, reservedUsd: Usd.nullable() }),
  fact('reservation.extended', { ...attempt, usd: Usd }),
  fact('attempt.prepared', {
    ...attempt,
    route: Route,
    base: Commit,
    /** The worktree's name; where it is, only this machine knows. */
    worktree: z.string(),
    /** Names the artifact that holds the prompt, and its digest. */
    prompt: z.object({ artifact: z.string(), sha256: z.string(), findings: z.int() }),
  }),
  fact('attempt.finished', { ...attempt, summary: z.string() }),
  fact('attempt.committed', {
    ...attempt,
    commit: Commit,
    parent: Commit,
    files: z.array(z.string()),
    changed: z.int(),
    added: z.int(),
    removed: z.int(),
    /** Why a person must look before this may be merged: protected paths, secrets, links that leave the tree. */
    gates: z.array(z.string()),
  }),
  fact('attempt.verified', { ...attempt, commit: Commit, ok: z.boolean(), evidence: z.array(Evidence) }),
  fact('verdict.given', {
    ...attempt,
    commit: Commit,
    pass: z.boolean(),
    criteria: z.array(Verdict),
    summary: z.string(),
    /** Baro's own rule, not a model, where there was nobody to ask. */
    judge: z.enum(['critic', 'rule']),
  }),
  fact('attempt.accepted', attempt),
  fact('attempt.rejected', { ...attempt, feedback: z.string() }),
  fact('attempt.failed', { ...attempt, kind: z.enum(FAILURES), reason: z.string() }),
  fact('integration.conflicted', { ...attempt, paths: z.array(z.string()), tip: Commit }),
  fact('story.integrated', { ...attempt, commit: Commit }),
  fact('story.escalated', { ...story, route: Route, reason: z.string() }),
  fact('story.failed', { ...story, reason: z.string() }),
  fact('rerun.requested', {
    ...story,
    route: Route.optional(),
    note: z.string().optional(),
    persist: Persist.optional(),
  }),
  fact('race.requested', { ...story, routes: z.array(Route).min(2) }),

  // what was done and learnt on the way
  fact('tool.used', {
    ...asked,
    id: z.string(),
    tool: z.string(),
    kind: z.enum(['read', 'search', 'edit', 'run', 'other']),
    /** The path, pattern or command. */
    target: z.string(),
    ok: z.boolean(),
    ms: z.int(),
    /** What reading or searching showed, short: the names a file defines, the places that matched. */
    digest: z.string().optional(),
  }),
  fact('usage.recorded', {
    ...asked,
    id: z.string(),
    route: Route,
    /** The model that answered, as the provider named it. */
    model: z.string(),
    tokens: Tokens.nullable(),
    usd: Usd.nullable(),
    /** What it cost at the most, where `usd` is unknown: the budget counts this. */
    atMostUsd: Usd.optional(),
    billing: z.enum(['billed', 'subscription', 'unknown']),
    requests: z.int(),
    ms: z.int(),
    firstTokenMs: z.int().nullable(),
  }),
  /** Another model answers than the route names. */
  fact('model.substituted', { route: Route, model: z.string() }),
  fact('finding.recorded', {
    id: z.string(),
    source: z.object({ ...asked, path: z.string().optional() }),
    text: z.string(),
  }),
  fact('message.sent', { ...story, id: z.string(), text: z.string(), from: z.string() }),
  fact('message.delivered', { ...attempt, id: z.string() }),
  fact('collision.found', {
    id: z.string(),
    stage: z.enum(['plan', 'edit', 'merge']),
    stories: z.array(z.string()).min(1).max(2),
    paths: z.array(z.string()),
  }),
  fact('collision.cleared', { id: z.string() }),

  // money, time and providers
  fact('budget.reached', { kind: z.enum(['usd', 'minutes']), spent: z.number(), limit: z.number() }),
  fact('budget.raised', { usd: Usd.optional(), minutes: z.number().optional() }),
  fact('breaker.opened', { provider: z.string(), reason: z.string(), until: z.string().optional() }),
  fact('breaker.closed', { provider: z.string() }),

  // the end
  fact('requirement.judged', {
    id: z.string(),
    met: z.boolean(),
    evidence: z.string(),
  }),
  fact('base.moved', { commit: Commit, commits: z.int(), conflicts: z.array(z.string()) }),
  fact('branch.pushed', { branch: z.string(), commit: Commit, remote: z.string() }),
  fact('push.failed', { reason: z.string() }),
  fact('pull-request.opened', { url: z.string(), draft: z.boolean(), number: z.int().optional() }),
  fact('pull-request.failed', { reason: z.string(), link: z.string().optional() }),
  fact('worktree.removed', { worktree: z.string() }),
  fact('participant.failed', { participant: z.string(), reason: z.string() }),
]);
export type RunEvent = Readonly<z.infer<typeof RunEvent>>;
export type EventOf<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>;

/** An event as the log keeps it: numbered, dated, signed. */
export type Entry = {
  readonly seq: number;
  readonly at: string;
  readonly by: string;
  readonly event: RunEvent;
};
export const Entry: z.ZodType<Entry> = z.object({
  ...{ seq: z.int().min(1), at: z.iso.datetime(), by: z.string() },
  event: RunEvent,
});
