import * as z from 'zod';
import type { Job } from '../engine/participant.ts';
import type { Repository } from '../engine/ports.ts';
import type { Think } from '../engine/think.ts';
import type { Requirement } from '../model/plan.ts';
import { storiesOf } from '../model/questions.ts';
import { clip } from '../model/size.ts';
import type { RunInfo, Story, View } from '../model/view.ts';
import { answerShape } from './answer-shape.ts';
import { askJudges } from './ask-judges.ts';
import { bullets, decisionsPart, evidencePart, quoted, repositoryPart, section } from './prompt-parts.ts';

/** The most of a diff that is shown to a judge; the files themselves can be opened. */
export const MOST_DIFF = 60_000;
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

const Requirements = z.object({
  requirements: z.array(z.object({ id: z.string(), met: z.boolean(), evidence: z.string() })),
});

const judgementOf = (requirements: readonly Requirement[]) =>
  answerShape('requirements', Requirements, (answered) =>
    requirements.every(({ id }) => answered.requirements.some((one) => one.id === id))
      ? undefined
      : `"requirements" must hold a line for each of: ${requirements.map(({ id }) => id).join(', ')}`,
  );

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

/** The last judge: is each requirement of the goal met on the branch as a whole? */
export const judgeRequirements = (judging: Judging, run: RunInfo, view: View): Job => ({
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
