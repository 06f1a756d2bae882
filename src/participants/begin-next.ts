import { remainingPath } from '../model/graph.ts';
import { estimatedMinutes } from '../model/plan.ts';
import { branchTip, held, ready, slotsTaken, storyOf, waitingForOne } from '../model/questions.ts';
import { attemptKey, type ProposedPlan, type Story, type View } from '../model/view.ts';

/** A first attempt that is not scheduled yet: the worktree it will want, and the commit it will most likely begin at. */
export type Beginning = { readonly id: string; readonly worktree: string; readonly commit: string };

/** As many as there will be room for, those first that most work waits for. */
export function beginNext(view: View): readonly Beginning[] {
  const { run, phase } = view;
  if (!run || !phase.proposed || held(view)) return [];
  const { parallel } = run.options;
  if (phase.approved === 0) return firstWave(phase.proposed, parallel, run.base.commit);
  const room = Math.max(1, parallel - slotsTaken(view));
  const tip = branchTip(view);
  const lands = nextOnBranch(view, tip);
  const behind = waitingForOne(view).get(lands?.storyId ?? '') ?? [];
  return [
    ...ready(view).filter(isNew).slice(0, room).map(beginning(tip)),
    ...behind
      .flatMap((id) => storyOf(view, id) ?? [])
      .filter(isNew)
      .map(beginning(lands?.commit?.commit ?? tip)),
  ]
    .toSorted((a, b) => (phase.remaining[b.id] ?? 0) - (phase.remaining[a.id] ?? 0))
    .slice(0, room);
}

const isNew = ({ attempts }: Story) => attempts.length === 0;
const beginning =
  (commit: string) =>
  ({ id }: { readonly id: string }): Beginning => ({ id, worktree: attemptKey(id, 1), commit });

/** Of the attempts whose commit needs no rebase only one can land as it is: the one that was made first. */
const nextOnBranch = ({ live }: View, tip: string) =>
  live
    .filter(({ commit }) => commit?.parent === tip)
    .toSorted((a, b) => (a.times.committed ?? '').localeCompare(b.times.committed ?? ''))[0];

/** Asked after every entry, and the same for as long as the plan is. */
const known = new WeakMap<ProposedPlan, readonly Beginning[]>();

function firstWave(plan: ProposedPlan, parallel: number, commit: string): readonly Beginning[] {
  const before = known.get(plan);
  if (before) return before;
  const { stories } = plan;
  const rest = remainingPath(stories, estimatedMinutes);
  const first = stories
    .filter(({ dependsOn }) => dependsOn.length === 0)
    .toSorted((a, b) => (rest.get(b.id) ?? 0) - (rest.get(a.id) ?? 0))
    .slice(0, parallel)
    .map(beginning(commit));
  known.set(plan, first);
  return first;
}
