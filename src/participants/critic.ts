import * as z from 'zod';
import { Obstacle } from '../engine/obstacle.ts';
import type { Job, Participant } from '../engine/participant.ts';
import type { Repository } from '../engine/ports.ts';
import type { Think } from '../engine/think.ts';
import type { Requirement } from '../model/plan.ts';
import { storiesOf, storyOf } from '../model/questions.ts';
import { formatRoute } from '../model/route.ts';
import type { CriterionVerdict } from '../model/shapes.ts';
import { clip } from '../model/size.ts';
import { type Attempt, attemptKey, type RunInfo, type Story, type View } from '../model/view.ts';
import { answerShape } from './answer-shape.ts';
import { askJudges } from './ask-judges.ts';
import {
  bullets,
  decisionsPart,
  evidencePart,
  quoted,
  repositoryPart,
  section,
  storyPart,
} from './prompt-parts.ts';

/** The most of a diff that is shown to a model; the files themselves can be opened. */
const MOST_DIFF = 60_000;
const MOST_FILES = 500;

export type Judging = {
  readonly think: Think;
  readonly document: string;
  /** What the Critic is told when it judges the goal's requirements. */
  readonly requirementsDocument: string;
  readonly repository: Pick<Repository, 'diff' | 'prepare' | 'checkout' | 'changedPaths'>;
  /** A mark that the text it surrounds cannot foresee. */
  readonly mark: () => string;
};

const Verdict = z.object({
  criteria: z.array(z.object({ criterion: z.string(), met: z.boolean(), evidence: z.string() })),
  summary: z.string(),
});

/** A line for each criterion: what is said of something else is a slip of the pen, and not what the story failed of. */
const verdictOn = ({ brief: { acceptance } }: Story) =>
  answerShape('verdict', Verdict, ({ criteria }) =>
    criteria.length === acceptance.length
      ? undefined
      : `"criteria" must hold one line a criterion, ${acceptance.length} in all, in the order given`,
  );

const Requirements = z.object({
  requirements: z.array(z.object({ id: z.string(), met: z.boolean(), evidence: z.string() })),
});

const judgementOf = (requirements: readonly Requirement[]) =>
  answerShape('requirements', Requirements, (answered) =>
    requirements.every(({ id }) => answered.requirements.some((one) => one.id === id))
      ? undefined
      : `"requirements" must hold a line for each of: ${requirements.map(({ id }) => id).join(', ')}`,
  );

/**
 * Judges every verified attempt against its story's criteria, and the whole against the goal. No answer is no pass, and
 * no failure of the attempt's either: others are asked in the Critic's place, and at last the person.
 */
export const critic = (judging: Judging): Participant => ({
  name: 'critic',
  reads: ({ run, live, ending, phase }) => [run, live, ending, phase],
  *decide({ run, live }) {
    if (!run?.options.quick) return;
    for (const attempt of live)
      if (attempt.state === 'verified' && attempt.commit)
        yield {
          type: 'verdict.given',
          storyId: attempt.storyId,
          attempt: attempt.number,
          commit: attempt.commit.commit,
          pass: true,
          criteria: [],
          summary: 'Not judged: a quick run has no Critic; its commands passed.',
          judge: 'rule',
        };
  },
  *work(view) {
    const { run, live, ending } = view;
    if (!run || run.options.quick) return;
    for (const attempt of live) if (attempt.state === 'verified') yield judge(judging, run, attempt);
    const open = (view.phase.proposed?.requirements ?? []).filter(
      ({ id }) => !Object.hasOwn(ending.requirements, id),
    );
    if (ending.verified && open.length > 0) yield judgeRequirements(judging, run, view);
  },
});

const judge = ({ think, document, repository, mark }: Judging, run: RunInfo, attempt: Attempt): Job => {
  const { storyId, number, commit } = attempt;
  const which = { storyId, attempt: number };
  return {
    key: attemptKey(storyId, number),
    async *run(at) {
      const view = at.view();
      const story = storyOf(view, storyId);
      if (!story || !commit) throw new Error('there is no commit to judge');
      const { folder, env } = await repository.prepare(attempt.worktree ?? '', commit.commit, at.abort);
      const diff = await repository.diff(commit.parent, commit.commit, MOST_DIFF);
      const { critic, surgeon } = run.options.routes.phases;
      const judgement = yield* askJudges(think, at, [critic, surgeon, attempt.route], (route) => ({
        mode: 'explore',
        phase: 'critic',
        ...which,
        route,
        prompt: {
          shared: `${document}\n${repositoryPart(view.phase.map)}\n${decisionsPart(view)}`,
          task: [
            section('The story', storyPart(story.brief)),
            section(
              'What the host measured on this commit',
              evidencePart(attempt.evidence?.evidence ?? [], mark()),
            ),
            section('The diff', quoted('DIFF', diff, mark())),
          ].join('\n'),
        },
        answer: verdictOn(story),
        folder,
        env,
      }));
      if (at.abort.aborted) return;
      const given = { type: 'verdict.given', ...which, commit: commit.commit } as const;
      const silent = judgement.silent.join('; ');
      if ('value' in judgement) {
        const criteria = perCriterion(story, judgement.value.criteria);
        const instead = silent && ` (Judged by ${formatRoute(judgement.route)}; no verdict from ${silent})`;
        yield {
          ...given,
          pass: criteria.every(({ met }) => met),
          criteria,
          summary: `${clip(judgement.value.summary, 1000)}${instead}`,
          judge: 'critic',
        };
      } else if (isAccepted(at.view(), attempt)) {
        const summary = `Not judged: a person accepted it. No verdict from ${silent}`;
        yield { ...given, pass: true, criteria: [], summary, judge: 'rule' };
      } else
        throw new Obstacle(
          'no_verdict',
          `The Critic gave no verdict on “${story.brief.title}”: ${silent}. See to it that one of them answers, or look at the change and accept it; then resume.`,
        );
    },
    failed: (reason) => ({
      type: 'attempt.failed',
      ...which,
      kind: 'setup',
      reason: `it could not be judged: ${reason}`,
    }),
  };
};

const isAccepted = ({ live }: View, { storyId, number }: Attempt) =>
  live.some((one) => one.storyId === storyId && one.number === number && one.accepted);

/** The Critic's lines in the story's own words; they may come in another order where they say which is which. */
function perCriterion({ brief }: Story, answered: readonly CriterionVerdict[]): CriterionVerdict[] {
  const about = (criterion: string) => answered.find((line) => line.criterion.trim() === criterion.trim());
  const isNamed = brief.acceptance.every(about);
  return brief.acceptance.map((criterion, index) => {
    const line = isNamed ? about(criterion) : answered[index];
    return {
      criterion: clip(criterion, 1000),
      met: line?.met ?? false,
      evidence: clip(line?.evidence ?? '', 600),
    };
  });
}

/** The whole, where it was verified; without it what is said of it has to do. */
async function opened({ prepare, checkout }: Judging['repository'], commit: string, abort: AbortSignal) {
  try {
    await prepare('integration', commit, abort);
    return await checkout('integration', commit, abort); // it may be where a bisection has left it
  } catch {
    return undefined;
  }
}

/** How a story stands, and the Critic's word on each of its criteria. */
function foundPart({ id, outcome, reason, attempts }: Story): string {
  const told = attempts.findLast(({ state }) => state === 'integrated') ?? attempts.at(-1);
  const criteria = told?.verdict?.criteria ?? [];
  return [
    `${id}: ${outcome}${reason ? ` (${reason})` : ''}`,
    ...criteria.map((one) => `  - ${one.met ? 'met' : 'not met'}: ${one.criterion}\n    ${one.evidence}`),
  ].join('\n');
}

const several = (files: readonly string[]) =>
  files.length > MOST_FILES
    ? [...files.slice(0, MOST_FILES), `and ${files.length - MOST_FILES} more`]
    : files;

const judgeRequirements = (judging: Judging, run: RunInfo, view: View): Job => ({
  key: 'requirements',
  async *run(at) {
    const { think, requirementsDocument, repository, mark } = judging;
    const requirements = view.phase.proposed?.requirements ?? [];
    const verified = view.ending.verified;
    const from = run.base.commit;
    const to = verified?.commit ?? from;
    const place = await opened(repository, to, at.abort);
    const diff = await repository.diff(from, to, MOST_DIFF).catch((error) => `It cannot be shown: ${error}`);
    const files = await repository.changedPaths(from, to).catch(() => []);
    const { critic, surgeon, story } = run.options.routes.phases;
    const judgement = yield* askJudges(think, at, [critic, surgeon, story], (route) => ({
      mode: place ? 'explore' : 'ask',
      phase: 'critic',
      route,
      prompt: {
        shared: `${requirementsDocument}\n${repositoryPart(view.phase.map)}\n${decisionsPart(view)}`,
        task: [
          section(
            'Requirements',
            bullets(
              requirements.map(
                ({ id, quote, stories }) => `${id}: “${quote}” (stories: ${stories.join(', ')})`,
              ),
            ),
          ),
          section('Stories, with what the Critic found of each', bullets(storiesOf(view).map(foundPart))),
          section('What the host measured on the whole', evidencePart(verified?.evidence ?? [], mark())),
          section('The files that changed', bullets(several(files))),
          section('The diff', quoted('DIFF', diff, mark())),
        ].join('\n'),
      },
      answer: judgementOf(requirements),
      ...place,
    }));
    if (at.abort.aborted) return;
    const answered = 'value' in judgement ? judgement.value.requirements : undefined;
    for (const { id } of requirements) {
      const line = answered?.find((one) => one.id === id);
      yield {
        type: 'requirement.judged',
        id,
        met: line?.met ?? false,
        evidence: clip(line?.evidence ?? `Not judged: ${judgement.silent.join('; ')}`, 600),
      };
    }
  },
  failed: (reason) => ({
    type: 'requirement.judged',
    id:
      view.phase.proposed?.requirements.find(({ id }) => !Object.hasOwn(view.ending.requirements, id))?.id ??
      '',
    met: false,
    evidence: `Not judged: ${reason}`,
  }),
});
