import * as z from 'zod';
import type { News } from '../engine/backend.ts';
import type { At, Job, Participant } from '../engine/participant.ts';
import type { Artifacts, Repository } from '../engine/ports.ts';
import type { Think } from '../engine/think.ts';
import { beginsAt } from '../model/persistence.ts';
import { storyOf } from '../model/questions.ts';
import { clip } from '../model/size.ts';
import { type Attempt, attemptKey, type Finding } from '../model/view.ts';
import { formatFinding, relevantFindings } from './librarian.ts';
import { bullets } from './prompt-parts.ts';

type Agent = {
  readonly think: Think;
  readonly repository: Pick<Repository, 'prepare'>;
  readonly artifacts: Artifacts;
};

const Prompt = z.object({ shared: z.string(), task: z.string() });

/** Has a backend work on every attempt that is prepared, in the attempt's own worktree. */
export const storyAgent = (agent: Agent): Participant => ({
  name: 'story-agent',
  reads: ({ live }) => [live],
  *work({ live }) {
    for (const attempt of live) if (attempt.state === 'prepared') yield work(agent, attempt);
  },
});

const work = ({ think, repository, artifacts }: Agent, attempt: Attempt): Job => {
  const { storyId, number, route, since } = attempt;
  const which = { storyId, attempt: number };
  return {
    key: attemptKey(storyId, number),
    async *run(at) {
      const commit = beginsAt(at.view(), attempt) ?? '';
      const [{ folder, env }, kept] = await Promise.all([
        repository.prepare(attempt.worktree ?? '', commit, at.abort),
        artifacts.read(attempt.prompt?.artifact ?? ''),
      ]);
      const prompt = Prompt.parse(JSON.parse(kept ?? ''));
      const outcome = yield* think<string>(at, {
        mode: 'work',
        phase: 'story',
        ...which,
        route,
        prompt,
        folder,
        env,
        inbox: inboxOf(at, storyId, since),
      });
      if (outcome.ok) yield { type: 'attempt.finished', ...which, summary: clip(outcome.value, 2000) };
      else if (!at.abort.aborted)
        yield {
          type: 'attempt.failed',
          ...which,
          // A conversation that outgrew the model would outgrow it again: that is not what befell the story.
          kind: outcome.trouble === 'context' ? 'stuck' : outcome.kind,
          reason: outcome.reason,
        };
    },
    failed: (reason) => ({ type: 'attempt.failed', ...which, kind: 'internal', reason }),
  };
};

/** What people and siblings have to say to a running agent; each thing is handed over once in a process. */
function inboxOf(at: At, storyId: string, since: number) {
  const taken = new Set<string>();
  let heard = since;
  return (): readonly News[] => {
    const view = at.view();
    const messages = view.messages.filter((one) => one.storyId === storyId && one.delivered === undefined);
    const fresh = messages.filter(({ id }) => !taken.has(id));
    const brief = storyOf(view, storyId)?.brief;
    const findings = brief && view.seq > heard ? relevantFindings(view, brief, heard) : [];
    heard = view.seq;
    for (const { id } of fresh) taken.add(id);
    const [first] = findings;
    return [
      ...fresh.map(({ id, text, from }) => ({ id, text: `${from} says: ${text}` })),
      ...(first ? [{ id: first.id, text: foundMeanwhile(findings), passing: true }] : []),
    ];
  };
}

const foundMeanwhile = (findings: readonly Finding[]) =>
  `Found meanwhile, as data:\n${bullets(findings.map(formatFinding))}`;
