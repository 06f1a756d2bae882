import { setTimeout as sleep } from 'node:timers/promises';
import type { Git } from './git.ts';
import { uploadLfs } from './lfs.ts';
import { type PushProblem, pushProblem } from './push-problem.ts';
import { type Remote, type Speaking, speakTo } from './speak-to.ts';

/** `url` is the push URL as it was when the run started. */
export type PushTarget = Remote & {
  readonly branch: string;
  readonly commit: string;
  /** After so long the remote itself is asked whether the commit arrived. */
  readonly timeoutMs?: number;
  /** How long a remote that cannot be reached is left alone before each further try. */
  readonly pausesMs?: readonly number[];
};

const TEN_MINUTES = 600_000;
const PAUSES_MS = [2_000, 10_000];

/** Pushes one commit to one branch, never by force. */
export async function push(git: Git, target: PushTarget): Promise<{ readonly ok: true } | PushProblem> {
  const { url, pausesMs = PAUSES_MS, abort } = target;
  const answer = await speakTo(git, target, async (call) => {
    const short = await uploadLfs(git, target, call);
    if (short) return short;
    for (const pause of pausesMs) {
      const { answer, inVain } = await once(git, target, call);
      if (answer.ok || !inVain) return answer;
      await sleep(pause, undefined, abort ? { signal: abort } : {});
    }
    return (await once(git, target, call)).answer;
  });
  return answer ?? pushProblem({ url, stderr: `${url} is no address that Baro pushes to`, timedOut: false });
}

/** One try; `inVain` where nobody was reached, so that another may do better. */
async function once(
  git: Git,
  { url, branch, commit, timeoutMs = TEN_MINUTES }: PushTarget,
  call: Speaking,
): Promise<{ readonly answer: { readonly ok: true } | PushProblem; readonly inVain: boolean }> {
  const { code, stdout, stderr, timedOut } = await git.run(
    [
      ...['push', '--porcelain', '--no-verify', '--no-follow-tags', '--receive-pack=git-receive-pack'],
      ...['--', url, `${commit}:refs/heads/${branch}`],
    ],
    { ...call, timeoutMs },
  );
  if (code === 0) return { answer: { ok: true }, inVain: false };
  const problem = pushProblem({ url, stderr: stderr + stdout, timedOut });
  if (problem.kind !== 'network') return { answer: problem, inVain: false };
  // what was cut off may have arrived all the same
  const heads = await git.run(['ls-remote', '--', url, `refs/heads/${branch}`], {
    ...call,
    timeoutMs: 30_000,
  });
  const arrived = heads.stdout.toString().startsWith(`${commit}\t`);
  return { answer: arrived ? { ok: true } : problem, inVain: !arrived && !timedOut };
}
