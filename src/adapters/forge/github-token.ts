import { execFile } from 'node:child_process';
import { isThisMachine } from '../../model/address.ts';
import type { GithubApi } from './github-api.ts';

/** A token for a GitHub host, or undefined where nobody is signed in there. */
export type TokenFor = (host: string, api: GithubApi) => Promise<string | undefined>;

const GH_MS = 10_000;

/** The editor's session on github.com or its stand-in, else `GITHUB_TOKEN` where the host is trusted with it, else what `gh` is signed in with. */
export const githubToken =
  (sources: {
    readonly env: Readonly<Record<string, string | undefined>>;
    /** The editor's own sign-in to github.com, never asking anybody. No other host is shown it. */
    readonly session?: (api: string) => Promise<string | undefined>;
  }): TokenFor =>
  async (host, { url, trusted }) => {
    const { GITHUB_TOKEN } = sources.env;
    const session =
      host === 'github.com' || isThisMachine(`http://${host}`) ? await sources.session?.(url) : undefined;
    return session || (trusted && GITHUB_TOKEN?.trim()) || ghToken(host, sources.env);
  };

function ghToken(
  host: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(
      'gh',
      ['auth', 'token', '--hostname', host],
      { env: { ...env }, timeout: GH_MS, windowsHide: true },
      (error, stdout) => resolve(error ? undefined : stdout.trim() || undefined),
    );
  });
}
