import type { EventOf } from './events.ts';
import {
  changeAttempt,
  changeStory,
  endAttempts,
  failAttempt,
  integrateAttempt,
  scheduleAttempt,
} from './evolve-stories.ts';
import { storyOf } from './questions.ts';
import type { View } from './view.ts';

type AttemptEvent = EventOf<
  | 'story.scheduled'
  | 'reservation.extended'
  | 'attempt.prepared'
  | 'attempt.finished'
  | 'attempt.committed'
  | 'attempt.verified'
  | 'verdict.given'
  | 'attempt.accepted'
  | 'attempt.rejected'
  | 'attempt.failed'
  | 'integration.conflicted'
  | 'story.integrated'
  | 'story.escalated'
  | 'story.failed'
  | 'rerun.requested'
  | 'race.requested'
>;

/** How a story is worked on: its attempts from one state to the next, and what is to become of it. */
export function evolveAttempts(view: View, event: AttemptEvent): View {
  switch (event.type) {
    case 'story.scheduled':
      return scheduleAttempt(view, event);
    case 'reservation.extended':
      return changeAttempt(view, event, (attempt) => ({
        reservedUsd: (attempt.reservedUsd ?? 0) + event.usd,
      }));
    case 'attempt.prepared':
      return changeAttempt(view, event, () => ({
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
      return endAttempts(view, event.storyId, {
        outcome: 'open',
        reason: undefined,
        countsFrom: (storyOf(view, event.storyId)?.attempts.length ?? 0) + 1,
        next:
          event.route || event.note || event.persist
            ? { routes: event.route ? [event.route] : [], note: event.note, persist: event.persist }
            : undefined,
      });
    case 'race.requested':
      return changeStory(view, event.storyId, (story) => ({
        outcome: 'open',
        reason: undefined,
        countsFrom: story.attempts.length + 1,
        next: { routes: event.routes, note: undefined, persist: undefined },
      }));
  }
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
