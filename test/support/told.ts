import type { Job, Participant } from '../../src/engine/participant.ts';
import { planEvents } from '../../src/model/answer-intent.ts';
import type { Entry, EventOf, RunEvent } from '../../src/model/events.ts';
import { viewOf } from '../../src/model/folding.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Route } from '../../src/model/route.ts';
import type { FailureKind, RunOptions } from '../../src/model/shapes.ts';
import { attemptKey, type View } from '../../src/model/view.ts';
import { BASE, requested, smallMap } from './scenario.ts';

/* Given events: what is true then, what a participant decides, and what it calls for. */

/** The log that says so, a second from entry to entry. */
export const logOf = (events: readonly RunEvent[]): Entry[] =>
  events.map((event, i) => ({
    ...{ seq: i + 1, by: 'test', event },
    at: new Date(Date.parse('2026-01-01T00:00:00.000Z') + i * 1000).toISOString(),
  }));

export const viewAfter = (...events: readonly RunEvent[]): View => viewOf(logOf(events));

/** What the participant decides, one decision after the other, until nothing follows. */
export function decisionsOf(participant: Participant, events: readonly RunEvent[]): RunEvent[] {
  const all = [...events];
  while (all.length < events.length + 20) {
    const [next] = participant.decide?.(viewAfter(...all)) ?? [];
    if (!next) break;
    all.push(next);
  }
  return all.slice(events.length);
}

/** The decisions in a line each: `story.scheduled a 1`. */
export const decided = (participant: Participant, events: readonly RunEvent[]) =>
  decisionsOf(participant, events).map(line);

export const line = (event: RunEvent) =>
  [event.type, 'storyId' in event ? event.storyId : undefined, 'attempt' in event ? event.attempt : undefined]
    .filter((part) => part !== undefined)
    .join(' ');

export const jobsOf = (participant: Participant, events: readonly RunEvent[]): Job[] => [
  ...(participant.work?.(viewAfter(...events)) ?? []),
];

/** The keys of the work that the participant calls for. */
export const workOf = (participant: Participant, events: readonly RunEvent[]) =>
  jobsOf(participant, events).map(({ key }) => key);

/** Does a job to its end and returns what it said. */
export async function answers(job: Job | undefined, view: View): Promise<RunEvent[]> {
  const abort = new AbortController();
  const said: RunEvent[] = [];
  if (!job) return said;
  const at = { abort: abort.signal, view: () => view, changed: async () => {} };
  try {
    for await (const event of job.run(at)) said.push(event);
  } catch (error) {
    said.push(job.failed(String(error)));
  }
  return said;
}

/** A run whose plan is approved and whose baseline is known. */
export const underWay = (plan: Plan, more: Partial<RunOptions> = {}): RunEvent[] => [
  requested(more),
  { type: 'repository.mapped', map: smallMap },
  { type: 'baseline.measured', commit: BASE, evidence: [] },
  ...planEvents(plan, 1),
  { type: 'plan.approved', version: 1 },
];

const scripted: Route = { backend: 'scripted' };
type Which = { readonly storyId: string; readonly attempt: number };
const which = (storyId: string, attempt: number): Which => ({ storyId, attempt });

export const scheduled = (
  id: string,
  attempt = 1,
  route = scripted,
  reservedUsd: number | null = 0,
): RunEvent => ({
  ...{ type: 'story.scheduled', ...which(id, attempt), route, reservedUsd },
});
export const prepared = (id: string, attempt = 1, route = scripted): RunEvent[] => [
  scheduled(id, attempt, route),
  {
    ...{
      type: 'attempt.prepared',
      ...which(id, attempt),
      route,
      base: BASE,
      worktree: attemptKey(id, attempt),
    },
    prompt: { artifact: `prompts/${id}.json`, sha256: '0', findings: 0 },
  },
];
export const commitOf = (id: string, attempt = 1) =>
  Buffer.from(`${id}.${attempt}`).toString('hex').padEnd(40, '0').slice(0, 40);
export const committed = (
  id: string,
  attempt = 1,
  more: Partial<EventOf<'attempt.committed'>> = {},
): RunEvent[] => [
  ...prepared(id, attempt),
  { type: 'attempt.finished', ...which(id, attempt), summary: `did ${id}` },
  {
    ...{ type: 'attempt.committed', ...which(id, attempt), commit: commitOf(id, attempt), parent: BASE },
    ...{ files: [`${id}.txt`], changed: 1, added: 1, removed: 0, gates: [], ...more },
  },
];
export const verified = (id: string, attempt = 1, exitCode = 0): RunEvent[] => [
  ...committed(id, attempt),
  {
    ...{ type: 'attempt.verified', ...which(id, attempt), commit: commitOf(id, attempt), ok: exitCode === 0 },
    evidence: [{ command: 'check', exitCode, commit: commitOf(id, attempt), ms: 1, tail: '' }],
  },
];
export const judged = (id: string, attempt = 1, pass = true): RunEvent[] => [
  ...verified(id, attempt),
  {
    ...{
      type: 'verdict.given',
      ...which(id, attempt),
      commit: commitOf(id, attempt),
      pass,
      summary: 'so',
      judge: 'critic',
    },
    criteria: [{ criterion: `${id} is done`, met: pass, evidence: 'there' }],
  },
];
export const integrated = (id: string, attempt = 1): RunEvent[] => [
  ...judged(id, attempt),
  { type: 'story.integrated', ...which(id, attempt), commit: commitOf(id, attempt) },
];
export const failed = (
  id: string,
  attempt = 1,
  kind: FailureKind = 'agent',
  reason = `no ${attempt}`,
  route = scripted,
): RunEvent[] => [
  ...prepared(id, attempt, route),
  { type: 'attempt.failed', ...which(id, attempt), kind, reason },
];
