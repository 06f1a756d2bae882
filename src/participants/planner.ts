import * as z from 'zod';
import type { AnswerShape } from '../engine/backend.ts';
import type { Job, Participant } from '../engine/participant.ts';
import { planEvents } from '../model/answer-intent.ts';
import type { Plan } from '../model/plan.ts';
import { nextVersion } from '../model/questions.ts';
import { formatProblems, validatePlan } from '../model/validate-plan.ts';
import type { PlanPhase, RunInfo, View } from '../model/view.ts';
import type { Planning } from './architect.ts';
import { bullets, decisionsPart, goalPart, repositoryPart, section } from './prompt-parts.ts';
import { asTold, StoryAnswer } from './story-answer.ts';

const PlanAnswer = z.object({
  summary: z.string(),
  requirements: z.array(z.object({ id: z.string(), quote: z.string(), stories: z.array(z.string()) })),
  assumptions: z.array(z.string()),
  questions: z.array(z.string()),
  stories: z.array(StoryAnswer),
});

/** The plan file's own validation decides; the schema only shows the model what is wanted. */
const planShape = (quick: boolean): AnswerShape<Plan> => ({
  name: 'plan',
  jsonSchema: z.toJSONSchema(PlanAnswer, { target: 'draft-07', io: 'input' }),
  parse(value) {
    const read = validatePlan(value);
    if ('problems' in read) return { problem: formatProblems(read.problems) };
    return quick && read.plan.stories.length > 1
      ? { problem: 'plan.stories: must hold exactly one story' }
      : { value: read.plan };
  },
});

/** Splits the goal into a DAG of stories, and does it again when the person asks for something else. */
export const planner = (planning: Planning): Participant => ({
  name: 'planner',
  reads: ({ run, phase }) => [run, phase],
  *work({ run, phase }) {
    if (!run || !phase.map || phase.refused) return;
    // A plan that was given, and is to be another, never had a design.
    const designed = phase.decisions !== undefined || run.options.quick || phase.proposed !== undefined;
    if (designed && (!phase.proposed || phase.revision)) yield makePlan(planning, run, phase);
  },
});

const makePlan = ({ think, document, goal, code }: Planning, run: RunInfo, phase: PlanPhase): Job => ({
  // who asks for something else meanwhile is not answered with what was asked before
  key: [`plan after ${phase.proposed?.version ?? 0}`, phase.revision?.text].filter(Boolean).join(': '),
  async *run(at) {
    const view = at.view();
    const { folder, env } = await code(run.base.commit, at.abort);
    const outcome = yield* think(at, {
      mode: 'explore',
      phase: 'planner',
      route: run.options.routes.phases.planner,
      prompt: {
        shared: `${document}\n${repositoryPart(view.phase.map)}`,
        task: [
          goalPart(await goal(run)),
          decisionsPart(view),
          quickPart(run),
          findingsPart(view),
          revisionPart(view),
        ]
          .filter(Boolean)
          .join('\n'),
      },
      answer: planShape(run.options.quick),
      folder,
      env,
    });
    if (!outcome.ok) {
      if (at.abort.aborted) return;
      throw new Error(outcome.reason);
    }
    const decisions =
      outcome.value.decisions.length > 0 ? outcome.value.decisions : (view.phase.decisions ?? []);
    const stories = outcome.value.stories.map((story) => asTold(story, view.phase.proposed?.stories));
    yield* planEvents({ ...outcome.value, decisions, stories }, nextVersion(at.view()));
  },
  failed: (reason) => ({ type: 'plan.refused', reason: `The Planner gave no valid plan: ${reason}` }),
});

const quickPart = ({ options }: RunInfo) =>
  options.quick ? section('Size', 'Return exactly one story that does the whole goal.') : '';

const findingsPart = ({ findings }: View) =>
  section('What was found while the design was made', bullets(findings.slice(-20).map(({ text }) => text)));

function revisionPart({ phase }: View): string {
  if (!phase.revision || !phase.proposed) return '';
  const { stories, summary } = phase.proposed;
  return section(
    'The plan so far, and what the person wants changed',
    `${phase.revision.text}\n\n${JSON.stringify({ summary, stories }, null, 1)}\n\nReturn the whole new plan. Keep what is not concerned as it is.`,
  );
}
