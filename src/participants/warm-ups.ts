import type { Job } from '../engine/participant.ts';
import type { Repository } from '../engine/ports.ts';
import type { Warm } from '../engine/warm.ts';
import { ownRoute } from '../model/ladder.ts';
import { endsUnstarted, settled } from '../model/questions.ts';
import { formatRoute, type Route } from '../model/route.ts';
import type { ProposedPlan, RunInfo, View } from '../model/view.ts';
import { type Beginning, beginNext } from './begin-next.ts';
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
 * What is made ready before it is needed: the worktrees of the stories that begin next, from the moment there is a plan
 * to read; and, while a person reads it, what all stories begin with in the cache of every provider that more than one
 * of them will ask.
 */
export function* warmUps(warming: WarmingUp, view: View): Iterable<Job> {
  const { run, phase } = view;
  const { proposed, approved, map } = phase;
  // the map says how a worktree is made ready
  if (!run || !proposed || !map || endsUnstarted(view) || settled(view)) return;
  yield worktrees(warming);
  if (approved === 0)
    for (const route of sharedRoutes(run, proposed)) yield cache(warming, run, route, proposed.version);
}

const worktrees = ({ repository }: WarmingUp): Job => ({
  key: 'worktrees ahead',
  async *run(at) {
    const tried = new Set<string>();
    const isNew = ({ worktree, commit }: Beginning) => !tried.has(`${worktree} ${commit}`);
    while (!at.abort.aborted) {
      const next = beginNext(at.view()).find(isNew);
      if (next) {
        tried.add(`${next.worktree} ${next.commit}`);
        await repository.prepareAhead(next.worktree, next.commit, at.abort).catch(() => {});
      } else await at.changed();
    }
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
