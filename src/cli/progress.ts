import type { Entry } from '../model/events.ts';
import { costOf, formatCost } from '../model/money.ts';
import { attemptMs, formatDuration, paceOf } from '../model/pace.ts';
import { plannedStories } from '../model/questions.ts';
import { formatRoute } from '../model/route.ts';
import type { View } from '../model/view.ts';

/** An entry as a line for a person; undefined where a person need not read of it. */
export function lineOf({ event, at }: Entry, view: View): string | undefined {
  const title =
    'storyId' in event && event.storyId ? (view.stories[event.storyId]?.brief.title ?? event.storyId) : '';
  switch (event.type) {
    case 'run.requested':
      return `Run ${event.runId} on ${event.repository}, from ${event.base.ref} at ${event.base.commit.slice(0, 10)}${event.options.preset === 'scripted' ? '\nScripted: recorded answers, no AI' : ''}`;
    case 'repository.mapped':
      return `The repository is mapped: ${event.map.languages.join(', ') || 'no known language'}${event.map.test[0] ? `, tested by \`${event.map.test[0]}\`` : ', no tests found'}`;
    case 'baseline.measured': {
      const red = event.evidence.filter(({ exitCode }) => exitCode !== 0);
      return red.length > 0
        ? `Already red before this run: ${red.map(({ command }) => `\`${command}\``).join(', ')}`
        : undefined;
    }
    case 'design.pinned':
      return `The design is pinned: ${event.decisions.length} decisions`;
    case 'plan.proposed':
      return `The plan has ${event.count} ${event.count === 1 ? 'story' : 'stories'}: ${event.summary}`;
    case 'plan.refused':
      return `✗ ${event.reason}`;
    case 'plan.changed':
      return `↻ ${title}: ${event.action}. ${event.reason}`;
    case 'story.scheduled':
      return `◐ ${title}${event.attempt > 1 ? `, attempt ${event.attempt}` : ''} on ${formatRoute(event.route)}`;
    case 'verdict.given':
      return event.pass ? undefined : `✗ ${title}: ${failureOf(view, event)}`;
    case 'attempt.failed':
      return `✗ ${title}: ${event.reason}`;
    case 'attempt.verified':
      return event.ok ? undefined : `✗ ${title}: ${failureOf(view, event)}`;
    case 'integration.conflicted':
      return `✗ ${title}: ${failureOf(view, event)}`;
    case 'story.integrated': {
      const attempt = view.stories[event.storyId]?.attempts[event.attempt - 1];
      return `✓ ${title}, integrated as ${event.commit.slice(0, 10)}${attempt ? ` in ${formatDuration(attemptMs(attempt, at))}` : ''}`;
    }
    case 'story.escalated':
      return `↑ ${title} goes to ${formatRoute(event.route)}: ${event.reason}`;
    case 'story.failed':
      return `✗ ${title} failed: ${event.reason}`;
    case 'collision.found':
      return `! ${event.stories.map((id) => view.stories[id]?.brief.title ?? id).join(' and ')}${event.stories.length === 1 ? ' and the run branch' : ''} collide in ${event.paths.join(', ')}`;
    case 'run.paused':
      return event.obstacle && `! ${event.obstacle}`;
    case 'budget.reached':
      return event.kind === 'usd'
        ? `! The budget of $${event.limit} is used up`
        : `! The time of ${event.limit} minutes is used up`;
    case 'breaker.opened':
      return `! ${event.provider} does not answer: ${event.reason}${event.until ? `; tried again at ${event.until.slice(11, 19)}` : ''}`;
    case 'run.verified':
      return event.ok
        ? `✓ The build and the whole test suite are green on ${event.commit.slice(0, 10)}`
        : `✗ Red on the integrated branch: ${event.evidence.find(({ exitCode }) => exitCode !== 0)?.command}`;
    case 'branch.pushed':
      return `Pushed ${event.branch} to ${event.remote}`;
    case 'push.failed':
      return `! Not pushed: ${event.reason}`;
    case 'pull-request.opened':
      return `${event.draft ? 'Draft pull' : 'Pull'} request: ${event.url}`;
    case 'pull-request.failed':
      return `! No pull request: ${event.reason}${event.link ? `\n  ${event.link}` : ''}`;
    case 'participant.failed':
      return `! The ${event.participant} failed and is heard no more in this run: ${event.reason}`;
    case 'run.completed':
      return closing(view, at);
    default:
      return undefined;
  }
}

const failureOf = (view: View, { storyId, attempt }: { storyId: string; attempt: number }) =>
  view.stories[storyId]?.attempts[attempt - 1]?.failure?.reason ?? 'it failed';

function closing(view: View, at: string): string {
  const planned = plannedStories(view);
  const { completed } = view.ending;
  if (planned.length === 0) return completed?.reason ?? 'The run is over.';
  const { wallMs, speedup } = paceOf(view, at);
  const faster = speedup && speedup > 1.05 ? `, ${speedup.toFixed(1)}× faster than one after another` : '';
  return [
    `${completed?.integrated} of ${planned.length} stories integrated in ${formatDuration(wallMs)}${faster}. Cost: ${formatCost(costOf(view))}`,
    `The branch is ${view.run?.branch}`,
  ].join('\n');
}

/** What is going on now, in one line for the bottom of a terminal. */
export function statusOf(view: View, now: string): string {
  const done = plannedStories(view).filter(({ outcome }) => outcome === 'integrated').length;
  const running = view.live.map(
    (attempt) => `${view.stories[attempt.storyId]?.brief.title} ${formatDuration(attemptMs(attempt, now))}`,
  );
  const planning = view.phase.approved === 0 ? (view.phase.map ? 'planning' : 'mapping the repository') : '';
  const total = plannedStories(view).length;
  return [total > 0 ? `${done}/${total}` : planning, formatCost(costOf(view)), ...running]
    .filter(Boolean)
    .join(' · ');
}
