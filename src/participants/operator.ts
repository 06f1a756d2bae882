import { Obstacle } from '../engine/obstacle.ts';
import type { Job, Participant } from '../engine/participant.ts';
import type { Committed, Repository } from '../engine/ports.ts';
import { carriedOn } from '../model/persistence.ts';
import {
  branchTip,
  endsUnstarted,
  mayMerge,
  requirementsJudged,
  storiesOf,
  storyOf,
} from '../model/questions.ts';
import { type Attempt, attemptKey, type RunInfo, type Story, type View } from '../model/view.ts';
import { commitMessage } from './commit-message.ts';
import { keepRequestText, type Publishing, publishJobs } from './publish.ts';
import { farStrayed } from './strayed.ts';

type Merging = Pick<
  Repository,
  'commit' | 'tip' | 'advance' | 'rebase' | 'commits' | 'remove' | 'createBranch'
>;

/**
 * Commits what agents leave, puts accepted commits onto the run branch one at a time, takes worktrees away, and at
 * the end pushes the branch and opens the pull request.
 */
export const operator = (repository: Merging, publishing: Publishing): Participant => ({
  name: 'operator',
  reads: ({ run, live, stories, ending, worktrees, phase, collisions }) => [
    run,
    live,
    stories,
    ending,
    worktrees,
    phase,
    collisions,
  ],
  *work(view) {
    const { run } = view;
    if (!run) return;
    for (const attempt of view.live)
      if (attempt.state === 'finished') yield commit(repository, run, view, attempt);
    const head = mergeQueue(view)[0];
    if (head?.state === 'judged') yield integrate(repository, run, view, head);
    for (const worktree of notNeeded(view)) yield remove(repository, worktree);
    yield* publishJobs(publishing, view);
  },
  on: { 'run.completed': (_, view) => keepRequestText(publishing, view) },
});

/** Attempts on their way onto the branch, who was accepted first first; a rebased one keeps its place while it is verified again. */
export const mergeQueue = (view: View): readonly Attempt[] =>
  view.live
    .filter((attempt) => attempt.verdict?.pass && mayMerge(view, attempt) && !yields(view, attempt))
    .toSorted((a, b) => (a.times.judged ?? '').localeCompare(b.times.judged ?? ''));

/** It collides with one that began earlier and is done with its work: that one lands first, as both were told. */
function yields(view: View, attempt: Attempt): boolean {
  const { collisions, live } = view;
  const earlier = live
    .slice(0, live.indexOf(attempt))
    .filter((one) => DONE.has(one.state) || (one.state === 'judged' && mayMerge(view, one)));
  return collisions.some(
    ({ stage, stories }) =>
      stage !== 'plan' &&
      stories.includes(attempt.storyId) &&
      earlier.some(({ storyId }) => storyId !== attempt.storyId && stories.includes(storyId)),
  );
}
/** Its work is done, and nobody has had a say yet. */
const DONE: ReadonlySet<Attempt['state']> = new Set(['finished', 'committed', 'verified']);

const commit = ({ commit: keep }: Merging, run: RunInfo, view: View, attempt: Attempt): Job => {
  const { storyId, number, worktree, base } = attempt;
  const which = { storyId, attempt: number };
  return {
    key: `commit ${attemptKey(storyId, number)}`,
    async *run() {
      const story = storyOf(view, storyId);
      if (!story || !worktree || !base) throw new Error('the attempt was never prepared');
      const message = commitMessage(run, story, attempt);
      const made = await keep(worktree, base, message, attemptKey(storyId, number));
      yield made
        ? { type: 'attempt.committed', ...which, ...lists(made, farStrayed(story.brief, made.files)) }
        : {
            type: 'attempt.failed',
            ...which,
            kind: 'agent',
            reason: 'it finished without changing anything',
          };
    },
    failed: (reason) => ({ type: 'attempt.failed', ...which, kind: 'gate', reason }),
  };
};

const integrate = (repository: Merging, run: RunInfo, view: View, attempt: Attempt): Job => {
  const { storyId, number, commit: accepted } = attempt;
  const worktree = attemptKey(storyId, number);
  const which = { storyId, attempt: number };
  return {
    key: `integrate ${worktree} ${accepted?.commit}`,
    lane: 'run branch',
    async *run(at) {
      const story = storyOf(view, storyId);
      if (!story || !accepted) throw new Error('there is no commit to integrate');
      const known = branchTip(at.view());
      await repository.createBranch(run.branch, known);
      const tip = (await repository.tip(run.branch)) ?? known;
      if (await landed(repository, accepted, tip)) {
        yield { type: 'story.integrated', ...which, commit: accepted.commit };
      } else if (accepted.parent === tip && (await repository.advance(run.branch, tip, accepted.commit))) {
        yield { type: 'story.integrated', ...which, commit: accepted.commit };
      } else {
        const now = (await repository.tip(run.branch)) ?? tip;
        const strange = await strangers(repository, run, known, now);
        const message = commitMessage(run, story, attempt);
        const rebased = await repository.rebase(worktree, accepted.commit, now, message);
        if ('conflicts' in rebased)
          yield { type: 'integration.conflicted', ...which, paths: [...rebased.conflicts], tip: now };
        else if (rebased.changed === 0)
          yield {
            type: 'attempt.failed',
            ...which,
            kind: 'agent',
            reason: 'the run branch already holds this change',
          };
        else
          yield {
            type: 'attempt.committed',
            ...which,
            ...lists(rebased, [...strange, ...farStrayed(story.brief, rebased.files)]),
          };
      }
    },
    failed: (reason) => ({ type: 'attempt.failed', ...which, kind: 'internal', reason }),
  };
};

/** The ref moved, and the process ended before it could say so. */
const landed = async ({ commits }: Merging, { commit, parent }: Committed, tip: string) =>
  parent !== tip && (await commits(parent, tip)).some((one) => one.commit === commit);

/** Why a person has to look at a branch that somebody else has moved, before the run builds on it. */
async function strangers(
  { commits }: Merging,
  { branch }: RunInfo,
  known: string,
  now: string,
): Promise<readonly string[]> {
  if ((await commits(now, known)).length > 0)
    throw new Obstacle(
      'branch_moved',
      `${branch} no longer holds what was integrated. Move it back with \`git update-ref refs/heads/${branch} ${known}\`, then go on.`,
    );
  const strange = await commits(known, now);
  const [first] = strange;
  return first
    ? [
        `${branch} holds ${strange.length} commit${strange.length === 1 ? '' : 's'} that no story made: “${first.message.split('\n', 1)[0]}”${strange.length === 1 ? '' : ' and more'}.`,
      ]
    : [];
}

const remove = (repository: Merging, worktree: string): Job => ({
  key: `remove ${worktree}`,
  lane: 'worktrees',
  async *run() {
    await repository.remove(worktree);
    yield { type: 'worktree.removed', worktree };
  },
  failed: () => ({ type: 'worktree.removed', worktree }),
});

/** Worktrees that nothing under way looks at any more. */
function notNeeded(view: View): readonly string[] {
  const { worktrees, live, phase, ending } = view;
  const needed = new Set(
    live.map(({ storyId, number, worktree }) => worktree ?? attemptKey(storyId, number)),
  );
  // The planning phases read the code where the baseline is measured.
  if (!endsUnstarted(view) && (!phase.baseline || phase.approved === 0)) needed.add('baseline');
  // The last judge reads the whole where it was verified.
  if (!ending.verified || !requirementsJudged(view)) needed.add('integration');
  const left = worktrees.filter((name) => !needed.has(name));
  return left.length === 0 ? left : left.filter((name) => !storiesOf(view).some(goesOnIn(name)));
}

const goesOnIn = (worktree: string) => (story: Story) =>
  story.outcome === 'open' && carriedOn(story)?.worktree === worktree;

/** As much of a commit as an event may hold, and for what else a person has to look at it. */
const lists = ({ files, gates, ...made }: Committed, others: readonly string[]) => ({
  ...made,
  files: files.slice(0, 40),
  gates: [...others, ...gates].slice(0, 12),
});
