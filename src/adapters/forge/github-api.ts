import { isThisMachine } from '../../model/address.ts';
import type { Remote } from './remote.ts';

export type GithubApi = {
  /** Without a slash at its end. */
  readonly url: string;
  /** `GITHUB_TOKEN` is meant for this host; another one never sees it. */
  readonly trusted: boolean;
};

/**
 * The REST API of a remote's host, or undefined where that is no GitHub. `configured` is GITHUB_API_URL: it speaks for
 * github.com and for its own host; on a loopback address it stands in for any host that is not known to be another forge.
 */
export function githubApi(remote: Remote, configured: string | undefined): GithubApi | undefined {
  const url = configured?.trim().replace(/\/+$/, '');
  if (url && URL.canParse(url) && speaksFor(new URL(url), remote)) return { url, trusted: true };
  if (remote.kind !== 'github') return undefined;
  if (remote.host === 'github.com') return { url: 'https://api.github.com', trusted: true };
  if (remote.host.endsWith('.ghe.com')) return { url: `https://api.${remote.host}`, trusted: false };
  return { url: `${remote.web}/api/v3`, trusted: false };
}

function speaksFor({ host, href }: URL, remote: Remote): boolean {
  if (remote.host === 'github.com' || host === remote.host || host === `api.${remote.host}`) return true;
  return isThisMachine(href) && (remote.kind === 'github' || remote.kind === 'other');
}
