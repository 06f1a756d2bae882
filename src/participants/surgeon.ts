import * as z from 'zod';
import type { AnswerShape, Outcome } from '../engine/backend.ts';
import type { Job, Participant } from '../engine/participant.ts';
import type { Repository } from '../engine/ports.ts';
import type { Think } from '../engine/think.ts';
import { storyPlanned } from '../model/answer-intent.ts';
import type { RunEvent } from '../model/events.ts';
import { exhausted } from '../model/ladder.ts';
import type { StoryBrief } from '../model/plan.ts';
import { nextVersion, storiesOf, storyOf } from '../model/questions.ts';
import { clip } from '../model/size.ts';
import { formatProblems, validatePlan } from '../model/validate-plan.ts';
import type { RunInfo, Story, View } from '../model/view.ts';
import {
  bullets,
  decisionsPart,
  evidencePart,
  goalPart,
  repositoryPart,
  section,
  storyPart,
} from './prompt-parts.ts';
import { asTold, StoryAnswer } from './story-answer.ts';

export type Operating = {
  readonly think: Think;
  readonly document: string;
  readonly goal: (run: RunInfo) => Promise<string>;
  readonly repository: Pick<Repository, 'tip' | 'prepare' | 'remove'>;
  /** A mark that the text it surrounds cannot foresee. */
  readonly mark: () => string;
};

const ACTIONS = ['retry', 'split', 'prerequisite', 'rewire', 'drop', 'give-up'] as const;

const Change = z.object({
  action: z.enum(ACTIONS),
  reason: z.string(),
  /** Stories that are new, or different from what the plan says now. */
  stories: z.array(StoryAnswer).default([]),
});
type Change = {
  readonly action: (typeof ACTIONS)[number];
  readonly reason: string;
  readonly stories: readonly StoryBrief[];
};

/** Changes the plan around a story that no further attempt would help. */
export const surgeon = (operating: Operating): Participant => ({
  name: 'surgeon',
  reads: ({ run, stories, phase, ending }) => [run, stories, phase, ending],
  *work(view) {
    if (!view.run || view.ending.completed) return;
    for (const { story, reason, operable } of exhausted(view))
      if (operable) yield operate(operating, view.run, view, story, reason);
  },
});

const operate = (
  { think, document, goal, repository, mark }: Operating,
  run: RunInfo,
  before: View,
  story: Story,
  why: string,
): Job => ({
  key: `${story.id} ${story.attempts.length}`,
  lane: 'plan', // two changes at once could contradict each other
  async *run(at) {
    const view = at.view();
    const worktree = `surgery-${story.id}`;
    let outcome: Outcome<Change>;
    try {
      const { folder, env } = await repository.prepare(
        worktree,
        (await repository.tip(run.branch)) ?? run.base.commit,
        at.abort,
      );
      outcome = yield* think(at, {
        mode: 'explore',
        phase: 'surgeon',
        storyId: story.id,
        attempt: story.attempts.length,
        route: run.options.routes.phases.surgeon,
        prompt: {
          shared: `${document}\n${repositoryPart(view.phase.map)}\n${goalPart(await goal(run))}\n${decisionsPart(view)}`,
          task: [
            section('The story that failed', `${storyPart(story.brief)}\n\nWhy: ${why}`),
            triedPart(story, mark()),
            planPart(view),
          ].join('\n'),
        },
        answer: changeShape(at.view, story),
        folder,
        env,
      });
    } finally {
      await repository.remove(worktree); // before the answer: after it, nobody would look for it
    }
    if (outcome.ok) yield* changeEvents(at.view(), story, toldWhy(outcome.value, why));
    else if (!at.abort.aborted) throw new Error(outcome.reason);
  },
  failed: (reason) => ({
    type: 'plan.changed',
    version: nextVersion(before),
    storyId: story.id,
    action: 'give-up',
    reason: clip(`${why}; the Surgeon gave no answer: ${reason}`, 1000),
    removed: [],
    asks: false,
  }),
});

/** Who reads that a story was given up wants to know what it failed of, too. */
const toldWhy = (change: Change, why: string): Change =>
  change.action === 'give-up' ? { ...change, reason: `${why}; the Surgeon: ${change.reason}` } : change;

function* changeEvents(view: View, story: Story, change: Change): Iterable<RunEvent> {
  const version = nextVersion(view);
  for (const brief of change.stories) yield storyPlanned(version, brief);
  yield {
    type: 'plan.changed',
    version,
    storyId: story.id,
    action: change.action,
    reason: clip(change.reason, 1000),
    removed: removes(change) ? [story.id] : [],
    asks: change.action !== 'give-up' && !approvedAlready(view, story, change),
  };
}

const removes = ({ action }: Change) => action === 'split' || action === 'drop';

/** It stays within the files that were approved, where any were named, and drops nothing of the goal. */
function approvedAlready(view: View, story: Story, change: Change): boolean {
  if (change.action === 'drop') return false;
  const approved = new Set(storiesOf(view).flatMap(({ brief }) => brief.touches));
  const own = new Set(story.brief.touches);
  return change.stories.every(
    ({ touches }) =>
      (touches.length > 0 || own.size === 0) &&
      touches.every((glob) => approved.has(glob) || [...own].some((one) => covers(one, glob))),
  );
}

const covers = (wide: string, narrow: string) => wide.endsWith('/**') && narrow.startsWith(wide.slice(0, -2));

/** The plan as it would be must be as valid as any other; nothing integrated may change. */
const changeShape = (now: () => View, story: Story): AnswerShape<Change> => ({
  name: 'change',
  jsonSchema: z.toJSONSchema(Change, { target: 'draft-07', io: 'input' }),
  parse(value) {
    const view = now(); // a person may have edited the plan meanwhile
    const read = Change.safeParse(value);
    if (!read.success) return { problem: z.prettifyError(read.error) };
    const { action, reason, stories } = read.data;
    if (action === 'give-up') return { value: { action, reason, stories: [] } };
    if (action !== 'drop' && stories.length === 0)
      return { problem: `"${action}" must return at least one story` };
    const touched = stories.find(({ id }) => storyOf(view, id)?.outcome === 'integrated');
    if (touched) return { problem: `"${touched.id}" is integrated and cannot change` };
    const gone = action === 'split' || action === 'drop' ? story.id : undefined;
    if (gone && stories.some(({ id }) => id === gone))
      return { problem: `"${gone}" is replaced and cannot be returned` };
    const kept = (view.phase.proposed?.stories ?? []).filter(
      ({ id }) => id !== gone && !stories.some((one) => one.id === id),
    );
    const asPlanned = storiesOf(view).map(({ brief }) => brief);
    const plan = validatePlan({ stories: [...kept, ...stories] });
    if ('problems' in plan) return { problem: formatProblems(plan.problems) };
    return {
      value: {
        action,
        reason,
        stories: plan.plan.stories
          .filter(({ id }) => stories.some((one) => one.id === id))
          .map((brief) => asTold(brief, asPlanned)),
      },
    };
  },
});

const triedPart = ({ attempts }: Story, mark: string) =>
  section(
    'What was tried',
    attempts
      .filter(({ state }) => state === 'failed')
      .map(({ number, failure, evidence, verdict }) =>
        [
          `Attempt ${number} failed (${failure?.kind}): ${failure?.reason}`,
          evidence ? evidencePart(evidence.evidence, mark) : '',
          verdict
            ? bullets(
                verdict.criteria
                  .filter(({ met }) => !met)
                  .map((line) => `${line.criterion}: ${line.evidence}`),
              )
            : '',
        ]
          .filter(Boolean)
          .join('\n'),
      )
      .join('\n\n'),
  );

const planPart = (view: View) =>
  section(
    'The plan now',
    storiesOf(view)
      .map(({ brief, outcome }) => JSON.stringify({ ...brief, state: outcome }))
      .join('\n'),
  );
