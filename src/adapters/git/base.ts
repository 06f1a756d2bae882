import type { Git } from './git.ts';
import { resolve } from './refs.ts';
import type { Remote } from './remotes.ts';

/** What a run starts from, and where its pull request will want to go. */
export type Base = {
  /** As the person wrote it; the branch's name for HEAD on a branch. */
  readonly ref: string;
  readonly commit: string;
  /** The branch a pull request is made against, by its name at the remote; absent where nothing tells. */
  readonly branch?: string;
  /** The base branch's own remote, else `origin`, else the only one. */
  readonly remote?: Remote;
};

export async function resolveBase(
  git: Git,
  from: { readonly ref: string; readonly branch: string | undefined; readonly remotes: readonly Remote[] },
): Promise<Base | undefined> {
  const { branch, remotes } = from;
  const ref = from.ref === 'HEAD' && branch !== undefined ? branch : from.ref;
  const remoteRef = remotes.map(({ name }) => `${name}/${ref}`);
  for (const candidate of [ref, ...remoteRef]) {
    const commit = await resolve(git, candidate);
    if (!commit) continue;
    const target = await targetOf(git, candidate, remotes);
    const remote = remotes.find(({ name }) => name === target.remote) ?? fallback(remotes);
    const name = target.branch ?? (remote && (await defaultBranch(git, remote)));
    return { ref, commit, ...(name === undefined ? {} : { branch: name }), ...(remote ? { remote } : {}) };
  }
  return undefined;
}

type Target = { readonly branch?: string; readonly remote?: string };

/** What a ref is called at its remote: a local branch follows one there, a remote-tracking one says it itself. */
async function targetOf(git: Git, ref: string, remotes: readonly Remote[]): Promise<Target> {
  const { stdout } = await git.run(['rev-parse', '--symbolic-full-name', '--end-of-options', ref]);
  const full = stdout.toString().trim().split('\n').at(-1) ?? '';
  if (full.startsWith('refs/heads/')) {
    const local = full.slice('refs/heads/'.length);
    const remote = await setting(git, `branch.${local}.remote`);
    const merge = await setting(git, `branch.${local}.merge`);
    if (!remote || remote === '.' || !merge) return { branch: local };
    return { branch: merge.replace(/^refs\/heads\//, ''), remote };
  }
  const remote = remotes.find(({ name }) => full.startsWith(`refs/remotes/${name}/`));
  return remote ? { branch: full.slice(`refs/remotes/${remote.name}/`.length), remote: remote.name } : {};
}

async function setting(git: Git, key: string): Promise<string> {
  const { stdout } = await git.run(['config', '--get', key]);
  return stdout.toString().trim();
}

const fallback = (remotes: readonly Remote[]) =>
  remotes.find(({ name }) => name === 'origin') ?? (remotes.length === 1 ? remotes[0] : undefined);

/** Where the remote's own HEAD points, as of the last fetch. */
async function defaultBranch(git: Git, { name }: Remote): Promise<string | undefined> {
  const { code, stdout } = await git.run(['symbolic-ref', '--quiet', `refs/remotes/${name}/HEAD`]);
  return code === 0 ? stdout.toString().trim().slice(`refs/remotes/${name}/`.length) : undefined;
}
