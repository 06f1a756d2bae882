import type { Job, Participant } from '../engine/participant.ts';
import type { Artifacts, Repository } from '../engine/ports.ts';
import { beginsAt } from '../model/persistence.ts';
import { branchTip, storyOf } from '../model/questions.ts';
import { clip } from '../model/size.ts';
import { type Attempt, attemptKey, type RunInfo, type Story, type View } from '../model/view.ts';
import { formatFinding, relevantFindings } from './librarian.ts';
import { bullets, evidencePart, section, storyBeginning, storyPart } from './prompt-parts.ts';
import { type WarmingUp, warmUps } from './warm-ups.ts';

/** The most of a failed attempt's diff that the next one is shown. */
const MOST_DIFF = 12_000;

type Factory = WarmingUp & {
  readonly repository: Pick<Repository, 'prepare' | 'diff'>;
  readonly artifacts: Artifacts;
  readonly sha256: (text: string) => string;
  /** A mark that the text it surrounds cannot foresee. */
  readonly mark: () => string;
};

/** Where the prompt of an attempt is kept. */
export const promptName = (storyId: string, attempt: number) =>
  `prompts/${attemptKey(storyId, attempt)}.json`;

/** Gives every scheduled attempt what it needs to begin: a worktree at the tip of the run branch, and a prompt. */
export const storyFactory = (factory: Factory): Participant => ({
  name: 'story-factory',
  reads: ({ run, live, stories, phase }) => [run, live, stories, phase],
  *work(view) {
    const { run, live } = view;
    if (!run) return;
    yield* warmUps(factory, view);
    for (const attempt of live) if (attempt.state === 'scheduled') yield prepare(factory, run, attempt);
  },
});

const prepare = (factory: Factory, run: RunInfo, attempt: Attempt): Job => {
  const { storyId, number, route } = attempt;
  return {
    key: attemptKey(storyId, number),
    async *run(at) {
      const { repository, artifacts, document, goal, sha256 } = factory;
      const view = at.view();
      const story = storyOf(view, storyId);
      if (!story) return;
      const worktree = attempt.worktree ?? attemptKey(storyId, number);
      const base = attempt.base ?? branchTip(view);
      const ready = repository.prepare(worktree, beginsAt(view, attempt) ?? base, at.abort);
      ready.catch(() => {}); // it is awaited below, unless the prompt fails first
      const findings = relevantFindings(view, story.brief);
      const shared = storyBeginning(document, await goal(run), view);
      const task = [
        storyPart(story.brief),
        doneBefore(view, story),
        section('What others found', bullets(findings.map(formatFinding))),
        await lastTime(factory, story, attempt.carriesOn !== undefined),
        section('From the person', story.next?.note ?? ''),
      ]
        .filter(Boolean)
        .join('\n');
      const artifact = promptName(storyId, number);
      const text = JSON.stringify({ shared, task });
      await artifacts.write(artifact, text);
      await ready;
      yield {
        type: 'attempt.prepared',
        storyId,
        attempt: number,
        route,
        base,
        worktree,
        prompt: { artifact, sha256: sha256(text), findings: findings.length },
      };
    },
    failed: (reason) => ({ type: 'attempt.failed', storyId, attempt: number, kind: 'setup', reason }),
  };
};

/** What the stories it depends on have left behind, in their agents' own words. */
function doneBefore(view: View, { brief }: Story): string {
  const done = brief.dependsOn.flatMap((id) => {
    const story = storyOf(view, id);
    const summary = story?.attempts.find(({ state }) => state === 'integrated')?.summary;
    return story && summary ? [`${story.brief.title}: ${clip(summary, 500)}`] : [];
  });
  return section('Already in your worktree, by the stories this one depends on', bullets(done));
}

/** The last attempt handed over: why it failed, what Baro measured, what the Critic said, and its diff. */
async function lastTime(
  { repository: { diff }, mark }: Factory,
  { attempts }: Story,
  carriedOn: boolean,
): Promise<string> {
  const last = attempts.findLast(({ state }) => state === 'failed');
  if (!last?.failure) return '';
  const unmet = last.verdict?.criteria.filter(({ met }) => !met) ?? [];
  const patch =
    last.commit && !carriedOn ? await diff(last.commit.parent, last.commit.commit, MOST_DIFF) : '';
  return section(
    'The last attempt, which failed',
    [
      `It failed because: ${last.failure.reason}`,
      last.evidence ? evidencePart(last.evidence.evidence, mark()) : '',
      unmet.length > 0
        ? `The Critic:\n${bullets(unmet.map(({ criterion, evidence }) => `${criterion}\n  ${evidence}`))}`
        : '',
      last.failure.kind === 'conflict'
        ? 'The run branch has moved since; your worktree starts from its new tip. Make the same change fit what is there now.'
        : '',
      carriedOn ? 'Your worktree holds what it left. Go on from there; undo what was wrong in it.' : '',
      patch
        ? `Its diff, for what is worth keeping (it is not in your worktree):\n\n\`\`\`diff\n${patch}\n\`\`\``
        : '',
    ]
      .filter(Boolean)
      .join('\n\n'),
  );
}
