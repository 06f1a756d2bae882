import type { BaseMoved, Forge } from '../../engine/ports.ts';
import { openPullRequest } from './github.ts';
import { githubApi } from './github-api.ts';
import type { TokenFor } from './github-token.ts';
import { byHand, parseRemote, type Remote } from './remote.ts';

/** Pushes one commit to one branch of a URL, never by force onto a branch that is not the run's own. */
export type Push = (request: {
  readonly url: string;
  readonly branch: string;
  readonly commit: string;
  /** For an https URL, as the password. */
  readonly token?: string;
  readonly abort?: AbortSignal;
}) => Promise<{ readonly ok: true } | { readonly problem: string }>;

/** Looks at one branch of a URL, beside the tip of the run's own. */
export type LookAtBase = (request: {
  readonly url: string;
  readonly branch: string;
  readonly commit: string;
  readonly tip: string;
  readonly token?: string;
  readonly abort?: AbortSignal;
}) => Promise<BaseMoved | undefined>;

const NAMES = {
  github: 'GitHub',
  gitlab: 'GitLab',
  bitbucket: 'Bitbucket',
  azure: 'Azure DevOps',
  other: 'this forge',
} as const satisfies Record<Remote['kind'], string>;

/**
 * Where the branch of a run goes. The repository is what the remote's fetch URL says; the push goes to its push URL.
 * Without a remote the branch stays where it is, and both questions answer with that.
 */
export function forgeOf(given: {
  readonly remote: { readonly name: string; readonly fetchUrl: string; readonly pushUrl: string } | undefined;
  readonly push: Push;
  readonly lookAtBase: LookAtBase;
  readonly token: TokenFor;
  /** GITHUB_API_URL. */
  readonly apiUrl?: string | undefined;
  readonly timeoutMs?: number;
}): Forge {
  const { remote, push, lookAtBase, timeoutMs = 30_000 } = given;
  if (!remote) return NOWHERE;
  const repository = parseRemote(remote.fetchUrl);
  const target = parseRemote(remote.pushUrl);
  const api = repository && githubApi(repository, given.apiUrl);
  const token = async () => (repository && api ? given.token(repository.host, api) : undefined);

  return {
    baseMoved: async ({ ref, commit }, tip, abort) => {
      const { fetchUrl: url } = remote;
      const password = /^https?:/i.test(url) ? await token() : undefined;
      const at = { url, branch: ref, commit, tip, ...(abort ? { abort } : {}) };
      return lookAtBase(password ? { ...at, token: password } : at);
    },

    push: async (branch, commit, abort) => {
      const to = { url: remote.pushUrl, branch, commit, ...(abort ? { abort } : {}) };
      const sameHost = /^https?:/i.test(remote.pushUrl) && target?.host === repository?.host;
      const password = sameHost ? await token() : undefined;
      let pushed = await push(password ? { ...to, token: password } : to);
      // A token that may only read must not stand in the way of the credentials that git itself has.
      if (password && 'problem' in pushed && DENIED.test(pushed.problem)) pushed = await push(to);
      return 'problem' in pushed ? pushed : { remote: remote.name };
    },

    openPullRequest: async (request, abort) => {
      if (!repository)
        return { problem: `${remote.name} is a folder, which has no pull requests. The branch is there.` };
      const headOwner = target?.host === repository.host ? target.owner : repository.owner;
      const head = headOwner === repository.owner ? request.branch : `${headOwner}:${request.branch}`;
      const link = byHand(repository, request.base, head);
      if (!api)
        return {
          problem: `Baro opens pull requests on GitHub only; on ${NAMES[repository.kind]} open it with the link.`,
          link,
        };
      const password = await token();
      if (!password)
        return {
          problem: `Nobody is signed in to ${repository.host}. Set GITHUB_TOKEN, run \`gh auth login\`, or sign in to GitHub in VS Code.`,
          link,
        };
      const { owner, name } = repository;
      const opened = await openPullRequest(
        { api: api.url, owner, name, headOwner, token: password, timeoutMs },
        request,
        abort,
      );
      return 'problem' in opened ? { ...opened, link } : opened;
    },
  };
}

const DENIED = /\b40[13]\b|denied|permission|authenti|credential|not found|refusing to allow .* scope/i;

const NO_REMOTE =
  'The repository has no remote, so the branch stays here. Add one with `git remote add origin <url>`, then push it.';

const NOWHERE: Forge = {
  baseMoved: async () => undefined,
  push: async () => ({ problem: NO_REMOTE }),
  openPullRequest: async () => ({ problem: NO_REMOTE }),
};
