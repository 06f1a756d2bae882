import type { BaseMoved } from '../../engine/ports.ts';
import type { Git } from './git.ts';
import { rehearse } from './merge.ts';
import { type Remote, speakTo } from './speak-to.ts';

const MINUTE = 60_000;
const THEIRS = 'refs/heads/theirs';

/**
 * What a branch of the remote has got since the run began at `commit`, beside the run's own `tip`. Undefined where it has
 * got nothing, and where nobody can tell. Nothing of it stays in the repository.
 */
export async function baseMoved(
  git: Git,
  given: Remote & { readonly branch: string; readonly commit: string; readonly tip: string },
): Promise<BaseMoved | undefined> {
  const { url, branch, commit, tip } = given;
  const theirs = `refs/heads/${branch}`;
  return speakTo(git, given, async (speaking) => {
    const call = { ...speaking, timeoutMs: MINUTE };
    const ask = async (...args: readonly string[]) => (await git.bytes(args, call)).toString().trim();
    const now = (await ask('ls-remote', '--', url, theirs)).split('\t', 1)[0];
    if (!now || now === commit) return undefined;
    const quietly = ['--quiet', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules'];
    await ask('fetch', ...quietly, `--negotiation-tip=${commit}`, '--', url, `${theirs}:${THEIRS}`);
    const commits = Number(await ask('rev-list', '--count', `${commit}..${THEIRS}`));
    if (commits === 0) return undefined;
    return { commit: now, commits, conflicts: await rehearse(git, tip, THEIRS, call) };
  });
}
