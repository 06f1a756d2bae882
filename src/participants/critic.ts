import * as z from 'zod';
import { Obstacle } from '../engine/obstacle.ts';
import type { Job, Participant } from '../engine/participant.ts';
import { storyOf } from '../model/questions.ts';
import { formatRoute } from '../model/route.ts';
import type { CriterionVerdict } from '../model/shapes.ts';
import { clip } from '../model/size.ts';
import { type Attempt, attemptKey, type RunInfo, type Story, type View } from '../model/view.ts';
import { answerShape } from './answer-shape.ts';
import { askJudges } from './ask-judges.ts';
import { type Judging, judgeRequirements, MOST_DIFF } from './judge-requirements.ts';
import { decisionsPart, evidencePart, quoted, repositoryPart, section, storyPart } from './prompt-parts.ts';

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
