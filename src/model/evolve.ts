import type { Entry, EventOf, RunEvent } from './events.ts';
import { evolveAttempts } from './evolve-attempts.ts';
import { type BookEvent, Bookkeeping, isBookEvent } from './evolve-books.ts';
import { evolveBrakes, limited, over, reopened, stopped, takenUp } from './evolve-brakes.ts';
import { evolvePlan, withoutChangeOf } from './evolve-plan.ts';
import { isSubstituted, storyOf } from './questions.ts';
import { attemptKey, noEnding, type View } from './view.ts';

/** What is true after an entry. Answers of superseded attempts, and facts already counted, change nothing. */
export function evolve(before: View, entry: Entry): View {
  const { event } = entry;
  if (!isBookEvent(event)) return fold(dated(before, entry), event, entry);
  const books = new Bookkeeping(before);
  books.take(event, entry.seq);
  return books.view(entry);
}

/** Spelt out, so that every view has the same shape in memory: copies of it are then cheap. */
const dated = (view: View, { seq, at }: Entry): View => ({
  seq,
  at,
  run: view.run,
  phase: view.phase,
  brakes: view.brakes,
  stories: view.stories,
  live: view.live,
  books: view.books,
  activity: view.activity,
  findings: view.findings,
  messages: view.messages,
  collisions: view.collisions,
  unread: view.unread,
  worktrees: view.worktrees,
  ending: view.ending,
  substitutes: view.substitutes,
  faults: view.faults,
});

function fold(view: View, event: Exclude<RunEvent, BookEvent>, entry: Entry): View {
  switch (event.type) {
    case 'run.requested':
      return requested(view, event);
    case 'run.stopped':
      return stopped(view, event);
    case 'run.reopened':
      return reopened(unsettled(view));
    case 'run.taken-up':
      return takenUp(view, event);
    case 'run.verified':
      return withWorktree(ending(view, { verified: event, verifiedAt: view.at }), 'integration');
    case 'run.completed':
      return ending(over(view), { completed: event, completedAt: view.at });

    case 'repository.mapped':
      return withWorktree(evolvePlan(view, event, entry.by), 'baseline');
    case 'baseline.measured':
    case 'design.pinned':
    case 'story.planned':
    case 'requirement.traced':
    case 'plan.proposed':
    case 'plan.approved':
    case 'plan.rejected':
    case 'plan.refused':
    case 'revision.requested':
    case 'plan.changed':
      return evolvePlan(view, event, entry.by);

    case 'story.scheduled':
      return scheduled(view, event);
    case 'attempt.prepared':
      return evolveAttempts(withWorktree(view, event.worktree), event);
    case 'rerun.requested':
    case 'race.requested':
      return evolveAttempts(withoutChangeOf(unsettled(view), event.storyId), event);
    case 'reservation.extended':
    case 'attempt.finished':
    case 'attempt.committed':
    case 'attempt.verified':
    case 'verdict.given':
    case 'attempt.accepted':
    case 'attempt.rejected':
    case 'attempt.failed':
    case 'integration.conflicted':
    case 'story.integrated':
    case 'story.escalated':
    case 'story.failed':
      return evolveAttempts(view, event);

    case 'model.substituted':
      return isSubstituted(view, event.route, event.model)
        ? view
        : { ...view, substitutes: [...view.substitutes, { route: event.route, model: event.model }] };
    case 'message.sent':
      return view.messages.some(({ id }) => id === event.id)
        ? view
        : {
            ...view,
            messages: [
              ...view.messages,
              {
                id: event.id,
                storyId: event.storyId,
                text: event.text,
                from: event.from,
                delivered: undefined,
              },
            ],
          };
    case 'message.delivered':
      return {
        ...view,
        messages: view.messages.map((message) =>
          message.id === event.id && message.delivered === undefined
            ? { ...message, delivered: event.attempt }
            : message,
        ),
      };
    case 'collision.found': {
      const { id, stage, stories, paths } = event;
      const others = view.collisions.filter((collision) => collision.id !== id);
      return { ...view, collisions: [...others, { id, stage, stories, paths, since: view.seq }] };
    }
    case 'collision.cleared':
      return { ...view, collisions: view.collisions.filter(({ id }) => id !== event.id) };

    case 'run.paused':
    case 'run.unpaused':
    case 'budget.reached':
    case 'budget.raised':
    case 'breaker.opened':
    case 'breaker.closed':
      return evolveBrakes(view, event);

    case 'requirement.judged': {
      const { id, met, evidence } = event;
      return ending(view, { requirements: { ...view.ending.requirements, [id]: { met, evidence } } });
    }
    case 'base.moved':
      return ending(view, { baseMoved: event });
    case 'branch.pushed':
      return ending(view, { pushed: { commit: event.commit, remote: event.remote }, pushFailed: undefined });
    case 'push.failed':
      return ending(view, { pushFailed: event.reason });
    case 'pull-request.opened':
      return ending(view, {
        published: true,
        pullRequest: { url: event.url, draft: event.draft },
        pullRequestFailed: undefined,
      });
    case 'pull-request.failed':
      return ending(view, { pullRequestFailed: { reason: event.reason, link: event.link } });
    case 'worktree.removed':
      return { ...view, worktrees: view.worktrees.filter((name) => name !== event.worktree) };
    case 'participant.failed':
      return isKnownFault(view, event)
        ? view
        : { ...view, faults: [...view.faults, { participant: event.participant, reason: event.reason }] };
  }
}

const requested = (view: View, { options, ...event }: EventOf<'run.requested'>): View => ({
  ...limited(view, options),
  run: {
    id: event.runId,
    goal: event.goal,
    goalArtifact: event.goalArtifact,
    repository: event.repository,
    base: event.base,
    branch: event.branch,
    options,
    requestedAt: view.at,
  },
});

/** Its worktree is called for: one of its own, or the one in which it goes on. */
function scheduled(before: View, event: EventOf<'story.scheduled'>): View {
  const view = evolveAttempts(before, event);
  const attempt = storyOf(view, event.storyId)?.attempts[event.attempt - 1];
  return withWorktree(view, attempt?.worktree ?? attemptKey(event.storyId, event.attempt));
}

const withWorktree = (view: View, name: string): View =>
  view.worktrees.includes(name) ? view : { ...view, worktrees: [...view.worktrees, name] };
/** What was established at the end holds no more: the branch will move. */
const unsettled = (view: View): View => ({
  ...view,
  ending: { ...noEnding, pullRequest: view.ending.pullRequest },
});
const ending = (view: View, to: Partial<View['ending']>): View => ({
  ...view,
  ending: { ...view.ending, ...to },
});
const isKnownFault = ({ faults }: View, { participant, reason }: EventOf<'participant.failed'>) =>
  faults.some((fault) => fault.participant === participant && fault.reason === reason);
