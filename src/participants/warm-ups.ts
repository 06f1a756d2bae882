import type { Job } from '../engine/participant.ts';
import type { Repository } from '../engine/ports.ts';
import type { Warm } from '../engine/warm.ts';
import { ownRoute } from '../model/ladder.ts';
import { formatRoute, type Route } from '../model/route.ts';
import type { PlanPhase, ProposedPlan, RunInfo } from '../model/view.ts';
import { storyBeginning } from './prompt-parts.ts';

export type WarmingUp = {
  readonly repository: Pick<Repository, 'warm'>;
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
export function* warmUps(warming: WarmingUp, run: RunInfo, { proposed, map }: PlanPhase): Iterable<Job> {
  if (!proposed) return;
  yield worktrees(warming, run, proposed.stories.length);
  if (map)
    for (const route of sharedRoutes(run, proposed)) yield cache(warming, run, route, proposed.version);
}

const worktrees = ({ repository }: WarmingUp, run: RunInfo, stories: number): Job => ({
  key: 'warm',
  async *run(at) {
    await repository.warm(Math.min(stories, run.options.parallel), run.base.commit, at.abort).catch(() => {});
    while (!at.abort.aborted) await at.changed();
  },
  failed,
});

const cache = (
  { warmCache, document, goal, sleep }: WarmingUp,
  run: RunInfo,
  route: Route,
  version: number,
): Job => ({
  key: `cache ${formatRoute(route)} ${version}`, // another version may rest on other decisions
  async *run(at) {
    for (let times = 0; times < MOST_TIMES && !at.abort.aborted; times++) {
      const shared = storyBeginning(document, await goal(run), at.view());
      yield* warmCache(at, { mode: 'work', phase: 'story', route, shared });
      await sleep(CACHE_LIFE, at.abort);
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
