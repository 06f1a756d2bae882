import type { EventOf } from './events.ts';
import { changeStory, endAttempts } from './evolve-stories.ts';
import { remainingPath } from './graph.ts';
import { estimatedMinutes, type StoryBrief } from './plan.ts';
import { storiesOf, storyOf } from './questions.ts';
import { emptyTable, withRow, withRows } from './table.ts';
import type { Draft, PlanPhase, Story, View } from './view.ts';

type PlanEvent = EventOf<
  | 'repository.mapped'
  | 'baseline.measured'
  | 'design.pinned'
  | 'story.planned'
  | 'requirement.traced'
  | 'plan.proposed'
  | 'plan.approved'
  | 'plan.rejected'
  | 'plan.refused'
  | 'revision.requested'
  | 'plan.changed'
>;

/** How a goal becomes stories: a version is drafted, closed by a proposal, and made true by an approval. */
export function evolvePlan(view: View, event: PlanEvent, by: string): View {
  switch (event.type) {
    case 'repository.mapped':
      return phase(view, { map: event.map });
    case 'baseline.measured':
      return phase(view, { baseline: event.evidence });
    case 'design.pinned':
      return phase(view, { decisions: event.decisions });
    case 'story.planned': {
      const draft = draftOf(view, event.version);
      const stories = withRow(draft.stories, event.story.id, event.story);
      return phase(view, { draft: { ...draft, stories } });
    }
    case 'requirement.traced': {
      const draft = draftOf(view, event.version);
      const requirements = withRow(draft.requirements, event.requirement.id, event.requirement);
      return phase(view, { draft: { ...draft, requirements } });
    }
    case 'plan.proposed':
      return proposed(view, event, by);
    case 'plan.approved':
      return approved(view, event);
    case 'plan.rejected':
      if (view.phase.change?.version === event.version)
        return changeStory(withoutChange(view), view.phase.change.storyId, () => ({
          outcome: 'failed',
          reason: 'the proposed replan was rejected',
        }));
      return phase(view, { rejected: true });
    case 'plan.refused':
      return view.phase.proposed && view.phase.map
        ? phase(view, { revision: undefined, unrevised: event.reason })
        : phase(view, { refused: event.reason, revision: undefined });
    case 'revision.requested':
      return phase(view, { revision: { version: event.version, text: event.text }, unrevised: undefined });
    case 'plan.changed':
      return changed(view, event);
  }
}

const phase = (view: View, to: Partial<PlanPhase>): View => ({ ...view, phase: { ...view.phase, ...to } });

const withoutChange = (view: View) => phase(view, { change: undefined, draft: undefined });

/** A story that is tried again by hand needs no replan: the one that waits for an answer is off. */
export const withoutChangeOf = (view: View, storyId: string): View =>
  view.phase.change?.storyId === storyId ? withoutChange(view) : view;

const draftOf = (view: View, version: number): Draft =>
  view.phase.draft?.version === version
    ? view.phase.draft
    : { version, stories: emptyTable, requirements: emptyTable };

function proposed(view: View, event: EventOf<'plan.proposed'>, by: string): View {
  const draft = draftOf(view, event.version);
  if (draft.stories.rows.length !== event.count) return view; // a torn proposal is made again
  const { summary, decisions, assumptions, questions } = event;
  return phase(view, {
    draft: undefined,
    revision: undefined,
    unrevised: undefined,
    change: undefined,
    proposed: {
      version: draft.version,
      stories: draft.stories.rows,
      requirements: draft.requirements.rows,
      summary,
      decisions,
      assumptions,
      questions,
      quickEnough: event.quickEnough ?? false,
      by,
    },
  });
}

function approved(view: View, { version }: EventOf<'plan.approved'>): View {
  const { proposed: plan, change, draft, approvedAt } = view.phase;
  if (change?.version === version && plan) return applyChange(view, change, draft);
  if (plan?.version !== version || version <= view.phase.approved) return view;
  const approval = phase(view, {
    ...{ approved: version, approvedAt: approvedAt || view.at },
    ...{ rejected: false, revision: undefined },
  });
  return withStories(approval, plan.stories);
}

/** The Surgeon names what differs; the rest of the plan stays. What asks for approval waits for it. */
function changed(view: View, event: EventOf<'plan.changed'>): View {
  const noted = phase(view, { changes: [...view.phase.changes, event] });
  if (event.asks) return phase(noted, { change: event });
  return applyChange(noted, event, view.phase.draft);
}

function applyChange(view: View, change: EventOf<'plan.changed'>, draft: Draft | undefined): View {
  const plan = view.phase.proposed;
  if (!plan) return view;
  const news = draft?.version === change.version ? draft.stories.rows : [];
  const gone = new Set(change.removed);
  const kept = plan.stories.filter(({ id }) => !gone.has(id) && !news.some((story) => story.id === id));
  const stories = [...kept, ...news];
  const replaced = news.filter(({ id }) => !storyOf(view, id)).map(({ id }) => id);
  const requirements = plan.requirements.map((requirement) =>
    requirement.stories.some((id) => gone.has(id))
      ? { ...requirement, stories: [...requirement.stories.filter((id) => !gone.has(id)), ...replaced] }
      : requirement,
  );
  const applied = phase(view, {
    draft: undefined,
    change: undefined,
    approved: change.version,
    proposed: { ...plan, version: change.version, stories, requirements },
  });
  const next = withStories(
    applied,
    stories,
    replaced.length > 0
      ? { reason: `replaced by ${replaced.join(', ')}`, abandoned: false }
      : { reason: change.reason, abandoned: true },
  );
  if (change.action === 'give-up')
    return endAttempts(next, change.storyId, { outcome: 'failed', reason: change.reason });
  return gone.has(change.storyId)
    ? next
    : changeStory(next, change.storyId, (story) => ({ countsFrom: story.attempts.length + 1 }));
}

/** Makes the stories those of the plan: new ones wait, changed ones lose what was under way, absent ones are dropped. */
function withStories(
  view: View,
  briefs: readonly StoryBrief[],
  dropped = { reason: 'no longer in the plan', abandoned: false },
): View {
  const planned = new Set(briefs.map(({ id }) => id));
  let next = view;
  for (const { id, outcome } of storiesOf(view))
    if (!planned.has(id) && outcome !== 'integrated' && outcome !== 'dropped')
      next = endAttempts(next, id, { outcome: 'dropped', ...dropped });
  const news = briefs.filter(({ id }) => !storyOf(view, id));
  const rows = news.map((brief) => [brief.id, fresh(view, brief)] as const);
  next = { ...next, stories: withRows(next.stories, rows) };
  for (const brief of briefs) {
    const story = storyOf(view, brief.id);
    if (story && calledForAnew(story, brief)) next = endAttempts(next, brief.id, anew(story, brief));
  }
  return phase(next, { remaining: Object.fromEntries(remainingPath(briefs, estimatedMinutes)) });
}

const calledForAnew = ({ outcome, brief: before }: Story, brief: StoryBrief) =>
  outcome === 'dropped' || (outcome !== 'integrated' && !sameBrief(before, brief));

/** What a person added stays with the story. */
const anew = ({ attempts, next }: Story, brief: StoryBrief): Partial<Story> => ({
  brief,
  outcome: 'open',
  reason: undefined,
  abandoned: false,
  countsFrom: attempts.length + 1,
  next: next && (next.note || next.persist) ? { ...next, routes: [] } : undefined,
});

const fresh = (view: View, brief: StoryBrief): Story => ({
  id: brief.id,
  brief,
  attempts: [],
  outcome: 'open',
  reason: undefined,
  abandoned: false,
  commit: undefined,
  countsFrom: 1,
  next: undefined,
  since: view.seq,
});

/** Both come from the same schema, so their fields are in the same order. */
const sameBrief = (a: StoryBrief, b: StoryBrief) => JSON.stringify(a) === JSON.stringify(b);
