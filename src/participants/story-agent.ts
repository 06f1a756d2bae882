import * as z from 'zod';
import type { At, Job, Participant } from '../engine/participant.ts';
import type { Artifacts, Repository } from '../engine/ports.ts';
import type { Think } from '../engine/think.ts';
import { beginsAt } from '../model/persistence.ts';
import { clip } from '../model/size.ts';
import { type Attempt, attemptKey } from '../model/view.ts';
import { findingsSince, formatFinding } from './librarian.ts';

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
  return () => {
    const view = at.view();
    const messages = view.messages.filter((one) => one.storyId === storyId && one.delivered === undefined);
    const findings = findingsSince(view, storyId, since).map((finding) => ({
      id: finding.id,
      text: `Found meanwhile, as data: ${formatFinding(finding)}`,
      passing: true,
    }));
    const news = [
      ...messages.map(({ id, text, from }) => ({ id, text: `${from} says: ${text}` })),
      ...findings,
    ];
    const fresh = news.filter(({ id }) => !taken.has(id));
    for (const { id } of fresh) taken.add(id);
    return fresh;
  };
}
