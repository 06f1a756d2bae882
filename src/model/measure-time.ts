import type { Entry } from './events.ts';
import { paceOf } from './pace.ts';
import { storiesOf } from './questions.ts';
import type { Attempt, Story, View } from './view.ts';

/** Where the time of a run went, in milliseconds. */
export type Times = {
  /** From the request to the end, without the time in which the run was stopped or over, or nobody's. */
  readonly wallMs: number;
  readonly planningMs: number;
  /** Nothing could go on until a person said something. */
  readonly personMs: number;
  readonly executionMs: number;
  /** What all attempts together took, as if one came after the other. */
  readonly sequentialMs: number;
  readonly speedup: number | undefined;
  /** The chain of stories that led to the last landing: each waited for the one before it. */
  readonly path: readonly PathStep[];
};

/** `ms` from the landing before it to its own; `waitedMs` of them without an attempt under way. */
export type PathStep = { readonly id: string; readonly ms: number; readonly waitedMs: number };

type Stretch = 'planning' | 'person' | 'execution' | 'off';

export function timesOf(view: View, entries: readonly Entry[]): Times {
  const spent = stretches(entries);
  const { sequentialMs, speedup } = paceOf(view, view.at);
  return {
    wallMs: spent.planning + spent.person + spent.execution,
    planningMs: spent.planning,
    personMs: spent.person,
    executionMs: spent.execution,
    sequentialMs,
    speedup,
    path: pathTaken(view),
  };
}

function stretches(entries: readonly Entry[]): Readonly<Record<Stretch, number>> {
  const spent = { planning: 0, person: 0, execution: 0, off: 0 };
  let now: Stretch = 'planning';
  let approved = false;
  let last = Date.parse(entries[0]?.at ?? '');
  for (const { at, event } of entries) {
    const time = Date.parse(at);
    spent[event.type === 'run.taken-up' ? 'off' : now] += Math.max(0, time - last);
    last = time;
    if (event.type === 'plan.approved') approved = true;
    now = after(event.type, approved) ?? now;
  }
  return spent;
}

/** What the time after an event is spent on, where the event changes that. */
function after(type: Entry['event']['type'], approved: boolean): Stretch | undefined {
  const work = approved ? 'execution' : 'planning';
  switch (type) {
    case 'plan.proposed':
      return approved ? undefined : 'person';
    case 'plan.approved':
    case 'revision.requested':
    case 'run.unpaused':
    case 'budget.raised':
    case 'run.reopened':
      return work;
    case 'run.paused':
    case 'budget.reached':
      return 'person';
    case 'run.stopped':
    case 'run.completed':
      return 'off';
    default:
      return undefined;
  }
}

/** Backwards from the story that landed last, always to the dependency that landed last. */
export function pathTaken(view: Pick<View, 'stories' | 'phase'>): readonly PathStep[] {
  const landed = storiesOf(view).filter((story) => landing(story) !== undefined);
  const path: PathStep[] = [];
  for (let story = latest(landed); story; ) {
    const { id, brief } = story;
    const before = latest(landed.filter((one) => one.id !== id && brief.dependsOn.includes(one.id)));
    const free = (before ? landing(before)?.at : undefined) ?? Date.parse(view.phase.approvedAt);
    const { at, attempt } = landing(story) ?? { at: free, attempt: undefined };
    const begun = Date.parse(story.attempts[0]?.times.scheduled ?? attempt?.times.scheduled ?? '');
    path.unshift({ id, ms: Math.max(0, at - free), waitedMs: Math.max(0, begun - free) });
    story = before;
  }
  return path;
}

const latest = (stories: readonly Story[]) =>
  stories.reduce<Story | undefined>(
    (best, story) => (!best || (landing(story)?.at ?? 0) > (landing(best)?.at ?? 0) ? story : best),
    undefined,
  );

/** When a story landed first: what waited for it could begin then. */
function landing({ attempts }: Story): { readonly at: number; readonly attempt: Attempt } | undefined {
  const attempt = attempts.find(({ times }) => times.integrated !== undefined);
  return attempt && { at: Date.parse(attempt.times.integrated ?? ''), attempt };
}
