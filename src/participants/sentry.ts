import type { Job, Participant } from '../engine/participant.ts';
import type { Repository } from '../engine/ports.ts';
import type { RunEvent } from '../model/events.ts';
import { foreseen, sharedGlobs } from '../model/overlaps.ts';
import type { StoryBrief } from '../model/plan.ts';
import { storyOf } from '../model/questions.ts';
import { rowOf } from '../model/table.ts';
import type { ProposedPlan } from '../model/view.ts';
import { type Attempt, attemptKey, type Collision, type View } from '../model/view.ts';

type Rehearsing = {
  readonly repository: Pick<Repository, 'snapshot' | 'rehearse' | 'tip'>;
  readonly sleep: (ms: number, abort: AbortSignal) => Promise<void>;
  /** At least so long between two rehearsals, in milliseconds. */
  readonly pause: number;
};

/** Sees two stories run into each other before they do: in the plan, in what they edit, and in a rehearsed merge. */
export const sentry = (rehearsing: Rehearsing): Participant => ({
  name: 'sentry',
  reads: ({ run, live, stories, collisions, activity, messages, phase }) => [
    run,
    live,
    stories,
    collisions,
    activity,
    messages,
    phase,
  ],
  *decide(view) {
    yield* cleared(view);
    yield* found(view, plannedTogether(view), 'plan');
    yield* found(view, editedTogether(view), 'edit');
    yield* warnings(view);
  },
  *work(view) {
    if (!view.run) return;
    const atWork = view.live.filter(({ state }) => state !== 'scheduled');
    if (atWork.length > 0) yield rehearse(rehearsing, view.run.branch);
  },
});

type Pair = { readonly stories: readonly [string, string]; readonly paths: readonly string[] };

const collisionId = (stage: Collision['stage'], stories: readonly string[]) =>
  `${stage}:${stories.toSorted().join('+')}`;

function* found(view: View, pairs: Iterable<Pair>, stage: 'plan' | 'edit'): Iterable<RunEvent> {
  for (const { stories, paths } of pairs) {
    const id = collisionId(stage, stories);
    if (!view.collisions.some((collision) => collision.id === id))
      yield { type: 'collision.found', id, stage, stories: [...stories], paths: paths.slice(0, 20) };
  }
}

/** A collision is over when one of its stories is not at work any more; a planned one, when the plan has it no more. */
function* cleared(view: View): Iterable<RunEvent> {
  for (const { id, stage, stories: ids } of view.collisions) {
    const over =
      stage === 'plan'
        ? !ids.every((one) => isOpen(view, one)) || !stillPlanned(view, ids)
        : ids.some((one) => !view.live.some(({ storyId }) => storyId === one));
    if (over) yield { type: 'collision.cleared', id };
  }
}

const isOpen = (view: View, id: string) => (storyOf(view, id)?.outcome ?? 'open') === 'open';

/** By the plan that is proposed, or, of stories at work, by the one that they work on. */
function stillPlanned(view: View, ids: readonly string[]): boolean {
  const overlap = ([a, b]: readonly (StoryBrief | undefined)[]) =>
    a !== undefined && b !== undefined && sharedGlobs(a, b).length > 0;
  const atWork = ids.every((id) => view.live.some(({ storyId }) => storyId === id));
  return (
    overlap(ids.map((id) => view.phase.proposed?.stories.find((story) => story.id === id))) ||
    (atWork && overlap(ids.map((id) => storyOf(view, id)?.brief)))
  );
}

/** So many are said of a plan before anything runs; the others when they run beside each other. */
const MOST_FORESEEN = 40;
const known = new WeakMap<ProposedPlan['stories'], ReturnType<typeof foreseen>>();

/** Stories that may run beside each other and whose declared files overlap, as soon as there is a plan. */
function* plannedTogether(view: View): Iterable<Pair> {
  const stories = view.phase.proposed?.stories;
  if (!stories) return;
  const pairs = known.get(stories) ?? foreseen(stories, MOST_FORESEEN);
  known.set(stories, pairs);
  for (const pair of pairs) if (pair.stories.every((id) => isOpen(view, id))) yield pair;
  if (pairs.length === MOST_FORESEEN) yield* runningTogether(view);
}

/** Running stories whose declared files overlap. */
function* runningTogether(view: View): Iterable<Pair> {
  const running = [...new Set(view.live.map(({ storyId }) => storyId))].flatMap(
    (id) => storyOf(view, id) ?? [],
  );
  for (const [a, b] of pairs(running)) {
    const paths = sharedGlobs(a.brief, b.brief);
    if (paths.length > 0) yield { stories: [a.id, b.id], paths };
  }
}

/** Attempts at work that have edited the same file. */
function* editedTogether({ live, activity }: View): Iterable<Pair> {
  const editors = new Map<string, Set<string>>();
  for (const { storyId, number } of live)
    for (const path of rowOf(activity, attemptKey(storyId, number))?.edited ?? [])
      editors.set(path, (editors.get(path) ?? new Set()).add(storyId));
  const shared = new Map<string, { stories: readonly [string, string]; paths: string[] }>();
  for (const [path, stories] of editors)
    for (const [a, b] of pairs([...stories])) {
      const pair = shared.get(`${a} ${b}`) ?? { stories: [a, b] as const, paths: [] };
      pair.paths.push(path);
      shared.set(`${a} ${b}`, pair);
    }
  yield* shared.values();
}

/** The story that started later is told; the earlier one is to land first. */
function* warnings(view: View): Iterable<RunEvent> {
  for (const { id, stage, stories, paths } of view.collisions) {
    if (stage === 'plan' || view.messages.some((message) => message.id === id)) continue;
    const later = view.live
      .filter(({ storyId, state }) => stories.includes(storyId) && state === 'prepared')
      .at(-1);
    const other = stories.find((one) => one !== later?.storyId);
    if (!later || other === undefined) continue;
    const title = storyOf(view, other)?.brief.title ?? other;
    yield {
      type: 'message.sent',
      storyId: later.storyId,
      id,
      from: 'sentry',
      text: `The story “${title}” is changing ${paths.join(', ')} at the same time and is ahead of you. Keep your change to ${paths.length === 1 ? 'that file' : 'those files'} small and apart from what is there, so that both can be merged.`,
    };
  }
}

/** Merges the live worktrees with each other and with the run branch, without touching them. */
const rehearse = ({ repository, sleep, pause }: Rehearsing, branch: string): Job => ({
  key: 'rehearsal',
  async *run(at) {
    const known = new Map<string, string>();
    for (;;) {
      await sleep(pause, at.abort);
      if (at.abort.aborted) return;
      const live = at.view().live.filter(({ worktree, state }) => worktree && state === 'prepared');
      const snapshots = await snapshotsOf(repository, live);
      const tip = await repository.tip(branch);
      for (const [a, b] of pairs(snapshots)) {
        if (a.attempt.storyId === b.attempt.storyId) continue;
        yield* outcomeOf(
          at.view(),
          known,
          [a.attempt.storyId, b.attempt.storyId],
          a.commit,
          b.commit,
          repository,
        );
      }
      if (!tip) continue;
      for (const { attempt, commit } of snapshots)
        yield* outcomeOf(at.view(), known, [attempt.storyId], commit, tip, repository);
    }
  },
  failed: (reason) => ({ type: 'participant.failed', participant: 'sentry', reason }),
});

/** What one rehearsal says, unless the same two commits were rehearsed before. */
async function* outcomeOf(
  view: View,
  known: Map<string, string>,
  stories: readonly string[],
  ours: string,
  theirs: string,
  repository: Rehearsing['repository'],
): AsyncGenerator<RunEvent> {
  const id = collisionId('merge', stories);
  const commits = `${ours} ${theirs}`;
  if (known.get(id) === commits) return;
  known.set(id, commits);
  const paths = await repository.rehearse(ours, theirs);
  const before = view.collisions.some((collision) => collision.id === id);
  if (paths.length > 0 && !before)
    yield { type: 'collision.found', id, stage: 'merge', stories: [...stories], paths: paths.slice(0, 20) };
  if (paths.length === 0 && before) yield { type: 'collision.cleared', id };
}

async function snapshotsOf(repository: Rehearsing['repository'], live: readonly Attempt[]) {
  const taken: { attempt: Attempt; commit: string }[] = [];
  for (const attempt of live) {
    const commit = await repository.snapshot(attempt.worktree ?? '').catch(() => undefined); // it may be gone by now
    if (commit) taken.push({ attempt, commit });
  }
  return taken;
}

function* pairs<T>(items: readonly T[]): Iterable<readonly [T, T]> {
  for (const [i, a] of items.entries()) for (const b of items.slice(i + 1)) yield [a, b];
}
