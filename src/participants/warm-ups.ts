import type { Job } from '../engine/participant.ts';
import type { Repository } from '../engine/ports.ts';
import type { Warm } from '../engine/warm.ts';
import { remainingPath } from '../model/graph.ts';
import { ownRoute } from '../model/ladder.ts';
import { estimatedMinutes } from '../model/plan.ts';
import { endsUnstarted } from '../model/questions.ts';
import { formatRoute, type Route } from '../model/route.ts';
import { attemptKey, type ProposedPlan, type RunInfo, type View } from '../model/view.ts';
import { storyBeginning } from './prompt-parts.ts';

export type WarmingUp = {
  readonly repository: Pick<Repository, 'prepareAhead'>;
  readonly warmCache: Warm;
  readonly document: string;
  readonly goal: (run: RunInfo) => Promise<string>;
  readonly sleep: (ms: number, abort: AbortSignal) => Promise<void>;
};

/** So long does a provider keep what nobody reads, less a little, in milliseconds; and so often is it kept on. */
const CACHE_LIFE = 270_000;
const MOST_TIMES = 4;

/**
 * What is made ready while a person reads the plan: the worktrees of the first stories, and what all stories begin
 * with in the cache of every provider that more than one of them will ask. No story waits for either.
 */
export function* warmUps(warming: WarmingUp, view: View): Iterable<Job> {
  const { run, phase, live } = view;
  const { proposed, approved, map } = phase;
  // the map says how a worktree is made ready
  if (!run || !proposed || !map || endsUnstarted(view)) return;
  const first = firstAttempts(proposed, run.options.parallel);
  // one that is being made as the plan is approved is made to its end: its story waits for it
  const awaited = live.some(
    ({ storyId, number, state }) => state === 'scheduled' && first.includes(attemptKey(storyId, number)),
  );
  if (approved === 0 || awaited) yield worktrees(warming, run, proposed.version, first);
  if (approved === 0)
    for (const route of sharedRoutes(run, proposed)) yield cache(warming, run, route, proposed.version);
}

const worktrees = (
  { repository }: WarmingUp,
  run: RunInfo,
  version: number,
  first: readonly string[],
): Job => ({
  key: `worktrees ${version}`,
  async *run(at) {
    for (const name of first)
      if (at.view().phase.approved === 0)
        await repository.prepareAhead(name, run.base.commit, at.abort).catch(() => {});
    while (!at.abort.aborted) await at.changed();
  },
  failed,
});

/** Asked after every entry, and the same for as long as the plan is. */
const known = new WeakMap<ProposedPlan, readonly string[]>();

/** The attempts that begin as soon as the plan is approved, by their keys. */
function firstAttempts(plan: ProposedPlan, parallel: number): readonly string[] {
  const before = known.get(plan);
  if (before) return before;
  const { stories } = plan;
  const rest = remainingPath(stories, estimatedMinutes);
  const first = stories
    .filter(({ dependsOn }) => dependsOn.length === 0)
    .toSorted((a, b) => (rest.get(b.id) ?? 0) - (rest.get(a.id) ?? 0))
    .slice(0, parallel)
    .map(({ id }) => attemptKey(id, 1));
  known.set(plan, first);
  return first;
}

const cache = (
  { warmCache, document, goal, sleep }: WarmingUp,
  run: RunInfo,
  route: Route,
  version: number,
): Job => ({
  key: `cache ${formatRoute(route)} ${version}`, // another version may rest on other decisions
  async *run(at) {
    try {
      for (let times = 0; times < MOST_TIMES && !at.abort.aborted; times++) {
        const shared = storyBeginning(document, await goal(run), at.view());
        yield* warmCache(at, { mode: 'work', phase: 'story', route, shared });
        await sleep(CACHE_LIFE, at.abort);
      }
    } catch {
      // it was only to save something
    }
    while (!at.abort.aborted) await at.changed();
  },
  failed,
});

/** Routes on which more than one story of the plan begins. */
function sharedRoutes({ options }: RunInfo, { stories }: ProposedPlan): readonly Route[] {
  const routes = stories.map((brief) => ownRoute(brief, options.routes));
  const names = routes.map(formatRoute);
  return routes.filter((_, at) => {
    const name = names[at] ?? '';
    return names.indexOf(name) === at && names.lastIndexOf(name) !== at;
  });
}

const failed: Job['failed'] = (reason) => ({
  type: 'participant.failed',
  participant: 'story-factory',
  reason,
});
