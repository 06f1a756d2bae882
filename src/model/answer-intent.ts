import type { RunEvent } from './events.ts';
import type { Intent } from './intents.ts';
import type { Plan, StoryBrief } from './plan.ts';
import { mayBeDecided, nextVersion, storiesOf, storyOf } from './questions.ts';
import { clip } from './size.ts';
import { formatProblems, validatePlan } from './validate-plan.ts';
import type { View } from './view.ts';

/** The facts that make an intent true, or a sentence that says why it cannot be. */
export type Answer = { readonly events: readonly RunEvent[] } | { readonly refused: string };

/** Answers a person: pure, and the same for the dashboard, the command line and an outside system. */
export function answerIntent(view: View, intent: Intent, from = 'person'): Answer {
  switch (intent.type) {
    case 'approve':
      return decideOnPlan(view, intent.version, { type: 'plan.approved', version: intent.version });
    case 'reject':
      return decideOnPlan(view, intent.version, { type: 'plan.rejected', version: intent.version });
    case 'edit':
      return edited(view, intent.version, intent.plan);
    case 'revise':
      return view.phase.proposed?.version === intent.version
        ? does({ type: 'revision.requested', version: intent.version, text: intent.text })
        : stale(view, intent.version);
    case 'pause':
      return view.brakes.paused === undefined
        ? does({ type: 'run.paused', reason: 'asked' })
        : refuse('The run is already paused.');
    case 'resume':
      return resumed(view);
    case 'stop':
      return view.brakes.stopped ? refuse('The run is already stopped.') : does(stopping(intent.lostTo));
    case 'rerun': {
      const { storyId, route, note, persist } = intent;
      return onStory(view, storyId, () =>
        reopening(view, {
          type: 'rerun.requested',
          storyId,
          ...(route ? { route } : {}),
          ...(note ? { note } : {}),
          ...(persist ? { persist } : {}),
        }),
      );
    }
    case 'race':
      return onStory(view, intent.storyId, () =>
        reopening(view, { type: 'race.requested', storyId: intent.storyId, routes: intent.routes }),
      );
    case 'message':
      return onStory(view, intent.storyId, () =>
        does({ type: 'message.sent', storyId: intent.storyId, id: intent.id, text: intent.text, from }),
      );
    case 'accept':
      return onDiff(view, intent, {
        type: 'attempt.accepted',
        storyId: intent.storyId,
        attempt: intent.attempt,
      });
    case 'refuse':
      return onDiff(view, intent, {
        type: 'attempt.rejected',
        storyId: intent.storyId,
        attempt: intent.attempt,
        feedback: intent.feedback,
      });
    case 'raise-budget': {
      const { usd, minutes } = intent;
      if (usd === undefined && minutes === undefined) return refuse('Say how many dollars or minutes.');
      return does({ type: 'budget.raised', ...(usd ? { usd } : {}), ...(minutes ? { minutes } : {}) });
    }
  }
}

/** The events that put a whole plan into the log as a version. */
export function* planEvents(plan: Plan, version: number): Iterable<RunEvent> {
  for (const story of plan.stories) yield storyPlanned(version, story);
  for (const requirement of plan.requirements)
    yield {
      type: 'requirement.traced',
      version,
      requirement: { ...requirement, stories: [...requirement.stories] },
    };
  yield {
    type: 'plan.proposed',
    version,
    count: plan.stories.length,
    summary: clip(plan.summary, 2000),
    decisions: plan.decisions.map((text) => clip(text, 600)),
    assumptions: plan.assumptions.map((text) => clip(text, 400)),
    questions: plan.questions.map((text) => clip(text, 400)),
    ...(plan.stories.length === 1 ? { quickEnough: true } : {}),
  };
}

export const storyPlanned = (version: number, story: StoryBrief): RunEvent => ({
  type: 'story.planned',
  version,
  story: {
    ...story,
    dependsOn: [...story.dependsOn],
    touches: [...story.touches],
    acceptance: [...story.acceptance],
    verify: [...story.verify],
  },
});

const does = (...events: RunEvent[]): Answer => ({ events });
const refuse = (refused: string): Answer => ({ refused });
const stale = ({ phase }: View, version: number): Answer =>
  phase.proposed
    ? refuse(
        `The plan has changed: this was about version ${version}, it is now version ${phase.proposed.version}. Look at it again.`,
      )
    : refuse('There is no plan yet.');

function decideOnPlan(view: View, version: number, event: RunEvent): Answer {
  const { proposed, approved, change, rejected } = view.phase;
  if (change) return change.version === version ? does(event) : stale(view, version);
  if (proposed?.version !== version) return stale(view, version);
  if (approved >= version) return refuse(`Version ${version} of the plan is already approved.`);
  if (rejected && event.type === 'plan.rejected') return refuse(`Version ${version} is already rejected.`);
  return does(event);
}

function edited(view: View, version: number, value: unknown): Answer {
  const { proposed } = view.phase;
  if (proposed?.version !== version) return stale(view, version);
  const read = validatePlan(value);
  if ('problems' in read) return refuse(formatProblems(read.problems));
  for (const story of storiesOf(view)) {
    if (story.outcome !== 'integrated') continue;
    const brief = read.plan.stories.find(({ id }) => id === story.id);
    if (!brief || JSON.stringify(brief) !== JSON.stringify(story.brief))
      return refuse(`"${story.brief.title}" is integrated already and cannot be edited; rerun it instead.`);
  }
  const next = nextVersion(view);
  const events = [...planEvents(read.plan, next)];
  // What runs already was approved: an edit by the person who approved it needs no second question.
  return does(
    ...events,
    ...(view.phase.approved > 0 ? [{ type: 'plan.approved', version: next } as const] : []),
  );
}

function resumed(view: View): Answer {
  const { stopped, budget } = view.brakes;
  const events: RunEvent[] = [
    ...(stopped ? [{ type: 'run.reopened', reason: 'resumed' } as const] : []),
    ...freed(view),
  ];
  if (events.length > 0) return does(...events);
  return refuse(budget ? 'The budget is used up. Raise it to go on.' : 'The run is not paused.');
}

/** What waited for this person waits no more: a pause, and breakers without an end. */
const freed = ({ brakes: { paused, breakers } }: View): readonly RunEvent[] => [
  ...(paused === undefined ? [] : [{ type: 'run.unpaused' } as const]),
  ...breakers.flatMap(({ provider, until }) =>
    until === undefined ? [{ type: 'breaker.closed', provider } as const] : [],
  ),
];

/** Why a run stops: somebody asked for it, or it lost a race. */
export const stopping = (lostTo: string | undefined): RunEvent =>
  lostTo === undefined
    ? { type: 'run.stopped', reason: 'asked' }
    : { type: 'run.stopped', reason: 'lost the race', lostTo };

function reopening(view: View, event: RunEvent): Answer {
  return view.ending.completed || view.brakes.stopped
    ? does({ type: 'run.reopened', reason: 'a story is run again' }, ...freed(view), event)
    : does(event);
}

const onStory = (view: View, id: string, answer: () => Answer): Answer =>
  (storyOf(view, id)?.outcome ?? 'dropped') !== 'dropped'
    ? answer()
    : refuse(`There is no story "${id}" in this run.`);

function onDiff(view: View, which: { storyId: string; attempt: number }, event: RunEvent): Answer {
  const attempt = view.live.find((one) => one.storyId === which.storyId && one.number === which.attempt);
  if (attempt && mayBeDecided(attempt)) return does(event);
  return attempt?.accepted
    ? refuse('It is accepted already.')
    : refuse(`Attempt ${which.attempt} of "${which.storyId}" has no diff to decide on now.`);
}
