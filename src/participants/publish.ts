import type { Breath } from '../engine/breath.ts';
import type { Job } from '../engine/participant.ts';
import type { Artifacts, Forge } from '../engine/ports.ts';
import { requirementsJudged, settled } from '../model/questions.ts';
import { clip } from '../model/size.ts';
import type { RunInfo, View } from '../model/view.ts';
import { isAllGreen, pullRequestBody, pullRequestTitle } from './pull-request.ts';

export type Publishing = {
  readonly forge: Forge;
  readonly artifacts: Pick<Artifacts, 'write'>;
  /** The time now, as ISO 8601. */
  readonly clock: () => string;
  /** Gives others a turn while a long text is written. */
  readonly breath: Breath;
};

/** Keeps the text of the pull request beside the log, for runs that open none and for whoever wants it elsewhere. */
export async function keepRequestText({ artifacts, clock, breath }: Publishing, view: View): Promise<void> {
  const body = await pullRequestBody(view, clock(), breath);
  await artifacts.write('pull-request.md', `# ${pullRequestTitle(view)}\n\n${body}\n`);
}

/** So many of the paths that would not merge are told. */
const MOST_CONFLICTS = 20;

/** What is left once the run is verified and judged: push the branch, then open or update its pull request. */
export function* publishJobs(publishing: Publishing, view: View): Iterable<Job> {
  const { run, ending } = view;
  if (!run || run.options.localOnly || ending.completed) return;
  if (!settled(view) || !ending.verified || !requirementsJudged(view) || ending.pushFailed !== undefined)
    return;
  if (!ending.pushed) yield push(publishing.forge, run, ending.verified.commit);
  else if (!ending.published && !ending.pullRequestFailed) yield openPullRequest(publishing, run, view);
}

const push = (forge: Forge, { branch, base }: RunInfo, commit: string): Job => ({
  key: `push ${commit}`,
  async *run({ abort }) {
    const from = { ref: base.ref, commit: base.head ?? base.commit };
    // it is good to know, and no reason to push nothing
    const moved = await forge.baseMoved(from, commit, abort).catch(() => undefined);
    if (moved) yield { type: 'base.moved', ...moved, conflicts: moved.conflicts.slice(0, MOST_CONFLICTS) };
    const pushed = await forge.push(branch, commit, abort);
    yield 'problem' in pushed
      ? { type: 'push.failed', reason: clip(pushed.problem, 300) }
      : { type: 'branch.pushed', branch, commit, remote: pushed.remote };
  },
  failed: (reason) => ({ type: 'push.failed', reason: clip(reason, 300) }),
});

const openPullRequest = ({ forge, clock, breath }: Publishing, run: RunInfo, view: View): Job => ({
  key: `pull request ${view.ending.pushed?.commit}`,
  async *run({ abort }) {
    const request = {
      branch: run.branch,
      base: run.base.ref,
      title: pullRequestTitle(view),
      body: await pullRequestBody(view, clock(), breath),
      draft: !isAllGreen(view),
    };
    const opened = await forge.openPullRequest(request, abort);
    yield 'problem' in opened
      ? {
          type: 'pull-request.failed',
          reason: clip(opened.problem, 300),
          ...(opened.link ? { link: opened.link } : {}),
        }
      : {
          type: 'pull-request.opened',
          url: opened.url,
          draft: opened.draft,
          ...(opened.number === undefined ? {} : { number: opened.number }),
        };
  },
  failed: (reason) => ({ type: 'pull-request.failed', reason: clip(reason, 300) }),
});
