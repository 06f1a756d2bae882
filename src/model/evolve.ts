import type { Entry, EventOf, RunEvent } from './events.ts';
import { type BookEvent, Bookkeeping, isBookEvent } from './evolve-books.ts';
import { evolveGate, limited, over, reopened, stopped } from './evolve-gate.ts';
import { evolvePlan, withoutChangeOf } from './evolve-plan.ts';
import {
  changeAttempt,
  changeStory,
  endAttempts,
  failAttempt,
  integrateAttempt,
  scheduleAttempt,
} from './evolve-stories.ts';
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
  gate: view.gate,
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
    case 'reservation.extended':
      return changeAttempt(view, event, (attempt) => ({
        reservedUsd: (attempt.reservedUsd ?? 0) + event.usd,
      }));
    case 'attempt.prepared':
      return changeAttempt(withWorktree(view, event.worktree), event, () => ({
        state: 'prepared',
        base: event.base,
        route: event.route,
        worktree: event.worktree,
        prompt: event.prompt,
      }));
    case 'attempt.finished':
      return changeAttempt(view, event, () => ({ state: 'finished', summary: event.summary }));
    case 'attempt.committed':
      // A rebased commit is verified anew; what the Critic said of the change still holds, and what a person did, unless
      // there is more to look at now.
      return changeAttempt(view, event, ({ accepted, commit }) => ({
        state: 'committed',
        commit: event,
        evidence: undefined,
        accepted: accepted && event.gates.every((gate) => commit?.gates.includes(gate)),
      }));
    case 'attempt.verified':
      return verified(view, event);
    case 'verdict.given':
      return judged(view, event);
    case 'attempt.accepted':
      return changeAttempt(view, event, () => ({ accepted: true }));
    case 'attempt.rejected':
      return failAttempt(view, event, 'gate', event.feedback || 'a person rejected the change');
    case 'attempt.failed':
      return failAttempt(view, event, event.kind, event.reason);
    case 'integration.conflicted':
      return failAttempt(
        view,
        event,
        'conflict',
        `does not merge with the run branch: ${event.paths.join(', ')}`,
      );
    case 'story.integrated':
      return integrateAttempt(view, event);
    case 'story.escalated':
      return changeStory(view, event.storyId, (story) => ({
        next: { routes: [event.route], note: story.next?.note, persist: story.next?.persist },
      }));
    case 'story.failed':
      // A failed rerun does not take back what an earlier attempt put on the branch.
      return endAttempts(view, event.storyId, {
        outcome: storyOf(view, event.storyId)?.commit ? 'integrated' : 'failed',
        reason: event.reason,
      });
    case 'rerun.requested':
      return endAttempts(withoutChangeOf(unsettled(view), event.storyId), event.storyId, {
        outcome: 'open',
        reason: undefined,
        countsFrom: (storyOf(view, event.storyId)?.attempts.length ?? 0) + 1,
        next:
          event.route || event.note || event.persist
            ? { routes: event.route ? [event.route] : [], note: event.note, persist: event.persist }
            : undefined,
      });
    case 'race.requested':
      return changeStory(withoutChangeOf(unsettled(view), event.storyId), event.storyId, (story) => ({
        outcome: 'open',
        reason: undefined,
        countsFrom: story.attempts.length + 1,
        next: { routes: event.routes, note: undefined, persist: undefined },
      }));

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
      return evolveGate(view, event);

    case 'requirement.judged': {
      const { id, met, evidence } = event;
      return ending(view, { requirements: { ...view.ending.requirements, [id]: { met, evidence } } });
    }
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
  const view = scheduleAttempt(before, event);
  const attempt = storyOf(view, event.storyId)?.attempts[event.attempt - 1];
  return withWorktree(view, attempt?.worktree ?? attemptKey(event.storyId, event.attempt));
}

function verified(view: View, event: EventOf<'attempt.verified'>): View {
  const attempt = storyOf(view, event.storyId)?.attempts[event.attempt - 1];
  if (attempt?.commit?.commit !== event.commit) return view; // it was rebased meanwhile
  const noted = changeAttempt(view, event, (now) => ({
    state: now.verdict?.pass ? 'judged' : 'verified',
    evidence: event,
  }));
  if (event.ok) return noted;
  const red = event.evidence.find(({ exitCode, redBefore }) => exitCode !== 0 && !redBefore);
  return failAttempt(
    noted,
    event,
    'verification',
    red ? `${red.command} ended with ${red.exitCode ?? 'a kill'}` : 'not verified',
  );
}

function judged(view: View, event: EventOf<'verdict.given'>): View {
  const { pass, criteria, summary } = event;
  const noted = changeAttempt(view, event, () => ({ state: 'judged', verdict: { pass, criteria, summary } }));
  if (pass) return noted;
  const unmet = criteria.filter(({ met }) => !met).map(({ criterion }) => criterion);
  return failAttempt(noted, event, 'verdict', unmet.length > 0 ? `not met: ${unmet.join('; ')}` : summary);
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
