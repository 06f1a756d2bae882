import { storyOf } from './questions.ts';
import { type Attempt, type AttemptState, attemptKey, type Story, type View } from './view.ts';

/** What a stretch of a story's time was spent on. */
export const SEGMENTS = ['waiting', 'worktree', 'model', 'tools', 'verify', 'critic', 'merge'] as const;
export type SegmentKind = (typeof SEGMENTS)[number];

/** From `from` to `to`, in milliseconds since 1970; still going on where `to` is the present. */
export type Segment = {
  readonly kind: SegmentKind;
  readonly attempt: number;
  readonly from: number;
  readonly to: number;
};

/** When tools ran, by attempt (`story.1`), oldest first: what the view keeps only as a sum. */
export type ToolSpans = ReadonlyMap<string, readonly { readonly from: number; readonly to: number }[]>;

const OVER: ReadonlySet<AttemptState> = new Set(['integrated', 'failed', 'superseded']);

/** What an attempt does while it is in a state. */
const DURING: Partial<Record<AttemptState, SegmentKind>> = {
  scheduled: 'worktree',
  prepared: 'model',
  finished: 'verify',
  committed: 'verify',
  verified: 'critic',
  judged: 'merge',
};

/** Where a story's time went, oldest first. */
export function segmentsOf(view: View, story: Story, now: number, tools?: ToolSpans): readonly Segment[] {
  const segments: Segment[] = [];
  let free = startableAt(view, story);
  for (const attempt of story.attempts) {
    const steps = stepsOf(attempt, now);
    const first = steps[0];
    if (!first) continue;
    if (free !== undefined && first.from > free)
      segments.push({ kind: 'waiting', attempt: attempt.number, from: free, to: first.from });
    for (const { state, from, to } of steps) {
      const kind = state === 'judged' && asksPerson(view, attempt) ? 'waiting' : DURING[state];
      if (!kind || to <= from) continue;
      const spans = kind === 'model' ? tools?.get(attemptKey(story.id, attempt.number)) : undefined;
      if (spans) segments.push(...parted(attempt.number, from, to, spans));
      else segments.push({ kind, attempt: attempt.number, from, to });
    }
    free = steps.at(-1)?.to;
  }
  if (story.attempts.length === 0 && story.outcome === 'open' && free !== undefined && now > free)
    segments.push({ kind: 'waiting', attempt: 1, from: free, to: now });
  return segments;
}

/** Between the verdict and the merge a person was asked. */
const asksPerson = ({ run }: View, { commit }: Attempt) =>
  (run?.options.review ?? false) || (commit?.gates.length ?? 0) > 0;

/** When everything a story depends on was there; undefined while it is not. */
function startableAt(view: View, { brief }: Story): number | undefined {
  let at = Date.parse(view.phase.approvedAt);
  for (const id of brief.dependsOn) {
    const landed = integratedAt(storyOf(view, id));
    if (landed === undefined) return undefined;
    at = Math.max(at, landed);
  }
  return Number.isNaN(at) ? undefined : at;
}

const integratedAt = (story: Story | undefined): number | undefined => {
  const at = story?.attempts.find(({ state }) => state === 'integrated')?.times.integrated;
  return at === undefined ? undefined : Date.parse(at);
};

/** The states of an attempt in the order in which they were reached, each until the next. */
function stepsOf({ state, times }: Attempt, now: number) {
  const reached = (Object.entries(times) as [AttemptState, string][])
    .map(([name, at]) => ({ state: name, from: Date.parse(at) }))
    .sort((a, b) => a.from - b.from);
  const end = OVER.has(state) ? Date.parse(times[state] ?? '') : now;
  return reached
    .filter((step) => !OVER.has(step.state))
    .map((step, index, all) => ({ ...step, to: all[index + 1]?.from ?? Math.max(step.from, end) }));
}

/** The time between `from` and `to`, parted into what tools took and what the model did. */
function parted(
  attempt: number,
  from: number,
  to: number,
  spans: NonNullable<ReturnType<ToolSpans['get']>>,
): Segment[] {
  const segments: Segment[] = [];
  let at = from;
  for (const span of spans) {
    const start = Math.max(at, span.from);
    const end = Math.min(to, span.to);
    if (end <= start) continue;
    if (start > at) segments.push({ kind: 'model', attempt, from: at, to: start });
    segments.push({ kind: 'tools', attempt, from: start, to: end });
    at = end;
  }
  if (to > at) segments.push({ kind: 'model', attempt, from: at, to });
  return segments;
}
