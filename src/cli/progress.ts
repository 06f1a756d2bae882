import type { Entry, EventOf } from '../model/events.ts';
import { costOf, formatCost } from '../model/money.ts';
import { attemptMs, formatDuration, paceOf } from '../model/pace.ts';
import { baseLine, baseMovedLine, plainLine } from '../model/plain.ts';
import { plannedStories, storyOf } from '../model/questions.ts';
import { formatRoute } from '../model/route.ts';
import { runState } from '../model/run-state.ts';
import type { View } from '../model/view.ts';

/** An entry as a line for a person; undefined where a person need not read of it. */
export function lineOf({ event, at }: Entry, view: View): string | undefined {
  const title =
    'storyId' in event && event.storyId ? (storyOf(view, event.storyId)?.brief.title ?? event.storyId) : '';
  switch (event.type) {
    case 'run.requested':
      return `Run ${event.runId} on ${event.repository}, from ${baseLine(event.base)}${event.options.preset === 'scripted' ? '\nScripted: recorded answers, no AI' : ''}`;
    case 'repository.mapped':
      return `The repository is mapped: ${event.map.languages.join(', ') || 'no known language'}${event.map.test[0] ? `, tested by \`${event.map.test[0]}\`` : ', no tests found'}`;
    case 'baseline.measured': {
      const red = event.evidence.filter(({ exitCode }) => exitCode !== 0);
      return red.length > 0
        ? `Already red before this run: ${red.map(({ command }) => `\`${command}\``).join(', ')}`
        : undefined;
    }
    case 'design.pinned':
      return event.decisions.length > 0
        ? `The design is pinned: ${counted(event.decisions.length, 'decision')}`
        : 'The design needs no decisions that stories share';
    case 'plan.proposed':
      return `The plan has ${counted(event.count, 'story', 'stories')}${event.summary ? `: ${event.summary}` : ''}`;
    case 'plan.refused':
      return `✗ ${event.reason}`;
    case 'plan.changed':
      return event.asks ? undefined : `↻ ${title} ${DONE_WITH_IT[event.action]}: ${event.reason}`; // what asks is asked
    case 'story.scheduled':
      return `◐ ${title}${event.attempt > 1 ? `, attempt ${event.attempt}` : ''} on ${formatRoute(event.route)}`;
    case 'verdict.given':
      return event.pass ? undefined : `✗ ${title}: ${failureOf(view, event)}`;
    case 'attempt.failed':
      return `✗ ${title}: ${event.reason}`;
    case 'attempt.rejected':
      return `✗ ${title}: ${failureOf(view, event)}`;
    case 'attempt.verified':
      return event.ok ? undefined : `✗ ${title}: ${failureOf(view, event)}`;
    case 'integration.conflicted':
      return `✗ ${title}: ${failureOf(view, event)}`;
    case 'story.integrated': {
      const attempt = storyOf(view, event.storyId)?.attempts[event.attempt - 1];
      return `✓ ${title}, integrated as ${event.commit.slice(0, 10)}${attempt ? ` in ${formatDuration(attemptMs(attempt, at))}` : ''}`;
    }
    case 'story.escalated':
      return `↑ ${title} goes to ${formatRoute(event.route)}: ${event.reason}`;
    case 'story.failed':
      return storyOf(view, event.storyId)?.commit === undefined
        ? `✗ ${title} failed: ${event.reason}`
        : `✗ ${title} could not be mended: ${event.reason}. What it did before stays on the branch.`;
    case 'collision.found':
      return `! ${collisionOf(event, view)}`;
    case 'budget.reached':
      return event.kind === 'usd'
        ? `! The budget of $${event.limit} is used up`
        : `! The time of ${event.limit} minutes is used up`;
    case 'breaker.opened':
      return `! ${event.provider} does not answer: ${event.reason}${event.until ? `; asked again ${onTheClock(event.until, at)}` : ''}`;
    case 'model.substituted':
      return `! ${event.model} answers where ${formatRoute(event.route)} was asked for; it is what the books count`;
    case 'run.verified':
      return event.ok
        ? verifiedLine(event, view)
        : `✗ Red on the integrated branch: \`${event.evidence.find(({ exitCode }) => exitCode !== 0)?.command}\`${event.culprit ? `, since “${storyOf(view, event.culprit)?.brief.title}”` : ''}`;
    case 'requirement.judged':
      return event.met ? undefined : `✗ Not met: “${quoteOf(event.id, view)}”. ${event.evidence}`;
    case 'run.paused':
      return event.obstacle
        ? `! ${event.obstacle}`
        : 'Paused: agents at work finish their turn, and nothing new begins';
    case 'run.unpaused':
      return 'The run goes on';
    case 'run.stopped':
      return `Stopped${event.lostTo ? `, since run ${event.lostTo} has won the race` : ''}; \`baro resume ${view.run?.id}\` goes on from here`;
    case 'base.moved':
      return view.run && `! ${baseMovedLine(view.run.base, event)}`;
    case 'branch.pushed':
      return `Pushed ${event.branch} to ${event.remote}`;
    case 'push.failed':
      return `! Not pushed: ${event.reason}\n  The branch is here, as ${view.run?.branch}: push it when that is mended.`;
    case 'pull-request.opened':
      return `${event.draft ? 'Draft pull' : 'Pull'} request: ${event.url}`;
    case 'pull-request.failed':
      return `! No pull request: ${event.reason}${event.link ? `\n  ${event.link}` : ''}`;
    case 'participant.failed':
      return `! The ${event.participant} failed and is heard no more in this run: ${event.reason}`;
    case 'run.completed':
      return closing(event, view, at);
    default:
      return undefined;
  }
}

/** What the branch was verified with, and no more than that. */
function verifiedLine({ commit, evidence }: EventOf<'run.verified'>, { phase }: View): string {
  const on = `on ${commit.slice(0, 10)}`;
  const commands = (red: readonly { readonly command: string }[]) =>
    red.map(({ command }) => `\`${command}\``).join(', ');
  const red = evidence.filter(({ exitCode }) => exitCode !== 0);
  const unclear = red.filter(({ incomparable }) => incomparable);
  if (evidence.length === 0) return `! Nothing was found to verify the branch with ${on}: no build, no tests`;
  if (unclear.length > 0)
    return `! Red ${on}, as before this run, and whether it is worse cannot be told: ${commands(unclear)}`;
  if (red.length > 0) return `✓ No more tests fail ${on} than before this run: ${commands(red)}`;
  return phase.map?.test.length === 0
    ? `✓ The build is green ${on}; no tests were found`
    : `✓ The build and the whole test suite are green ${on}`;
}

/** A moment as a clock on the wall will show it, with its day where that is not the day of `now`. */
function onTheClock(moment: string, now: string): string {
  const [day, time] = local(moment);
  return day === local(now)[0] ? `at ${time}` : `on ${day} at ${time}`;
}

/** `2026-11-20` and `15:04:05`; Swedes write them so. */
const local = (moment: string) => new Date(moment).toLocaleString('sv-SE').split(' ');

const failureOf = (view: View, { storyId, attempt }: { storyId: string; attempt: number }) =>
  storyOf(view, storyId)?.attempts[attempt - 1]?.failure?.reason ?? 'it failed';

function closing({ reason }: EventOf<'run.completed'>, view: View, at: string): string {
  const planned = plannedStories(view);
  if (planned.length === 0) {
    if (view.phase.refused !== undefined) return 'Nothing was begun.'; // why, was the line before
    return `Nothing was begun${reason ? `: ${reason}` : ''}.`;
  }
  const { wallMs, speedup } = paceOf(view, at);
  const landed = planned.filter(({ outcome }) => outcome === 'integrated');
  const faster =
    landed.length > 0 && speedup && speedup > 1.05
      ? `, ${speedup.toFixed(1)}× faster than one after another`
      : '';
  const [missing] = planned.filter(({ outcome }) => outcome !== 'integrated');
  return [
    `${landed.length} of ${counted(planned.length, 'story', 'stories')} integrated in ${formatDuration(wallMs)}${faster}. Cost: ${formatCost(costOf(view))}`,
    ...(landed.length > 0 || view.run?.options.continues
      ? [`The branch is ${view.run?.branch}`]
      : ['Nothing was integrated, so there is no branch.']),
    ...(missing
      ? [`Work on a story again with: baro rerun ${view.run?.id} ${missing.id} --route ROUTE`]
      : []),
  ].join('\n');
}

/** What becomes of a story that failed, by what the Surgeon answers. */
export const DONE_WITH_IT: Readonly<Record<EventOf<'plan.changed'>['action'], string>> = {
  retry: 'is tried again',
  split: 'is split',
  prerequisite: 'gets a story before it',
  rewire: 'waits for other stories than before',
  drop: 'is taken out of the plan',
  'give-up': 'is given up',
};

/** The most paths of a collision that are named. */
const MOST_PATHS = 5;

function collisionOf({ stage, stories, paths }: EventOf<'collision.found'>, view: View): string {
  const who = stories.map((id) => storyOf(view, id)?.brief.title ?? id).join(' and ');
  const more = paths.length > MOST_PATHS ? ` and ${paths.length - MOST_PATHS} more` : '';
  const where = `${paths.slice(0, MOST_PATHS).join(', ')}${more}`;
  if (stage === 'plan') return `${who} both expect to change ${where}`;
  if (stage === 'edit') return `${who} are both changing ${where}`;
  return stories.length === 1
    ? `${who} does not merge with the run branch so far: ${where}`
    : `${who} do not merge so far: ${where}`;
}

const quoteOf = (id: string, { phase }: View) =>
  phase.proposed?.requirements.find((one) => one.id === id)?.quote ?? id;

const counted = (count: number, one: string, more = `${one}s`) => `${count} ${count === 1 ? one : more}`;

/** Characters that a story's time and the mark before it take. */
const BESIDE_A_TITLE = 8;
const SHORTEST_TITLE = 12;
/** And those that say how many more there are. */
const FOR_THE_REST = 6;

/** What is going on now, in one line of so many columns for the bottom of a terminal. */
export function statusOf(view: View, now: string, columns: number): string {
  const planned = plannedStories(view);
  const done = planned.filter(({ outcome }) => outcome === 'integrated').length;
  const state = view.phase.approved === 0 && !view.phase.map ? 'mapping the repository' : runState(view);
  const counts = planned.length > 0 ? [`${done}/${planned.length}`] : [];
  const head = [...counts, formatCost(costOf(view)), ...(view.live.length === 0 ? [state] : [])].join(' · ');
  const room = columns - 1 - head.length;
  const fit = Math.max(1, Math.floor((room - FOR_THE_REST) / (SHORTEST_TITLE + BESIDE_A_TITLE)));
  const shown = view.live.slice(0, fit);
  const more = view.live.length - shown.length;
  const each = Math.floor((room - (more > 0 ? FOR_THE_REST : 0)) / shown.length) - BESIDE_A_TITLE;
  const stories = shown.map(
    (attempt) =>
      `${plainLine(storyOf(view, attempt.storyId)?.brief.title ?? '', Math.max(SHORTEST_TITLE, each))} ${formatDuration(attemptMs(attempt, now))}`,
  );
  return [head, ...stories, ...(more > 0 ? [`+${more}`] : [])].join(' · ');
}
