import * as z from 'zod';

/** What Octokit throws: a status, and the response where there was one. */
const HttpError = z.object({
  status: z.number(),
  message: z.string(),
  response: z
    .object({
      headers: z.record(z.string(), z.union([z.string(), z.number()]).optional().catch(undefined)),
    })
    .optional(),
});

export type Trouble = {
  /** One sentence that says what is wrong, and one with the next step. */
  readonly reason: string;
  /** What was asked may have been done all the same; look before asking again. */
  readonly maybeDone: boolean;
  /** The repository's plan knows no draft pull requests. */
  readonly noDrafts: boolean;
};

const MOST_QUOTED = 300;

/** Says in plain words why GitHub did not do what it was asked. */
export function troubleOf(
  error: unknown,
  where: { readonly repository: string; readonly api: string },
): Trouble {
  const parsed = HttpError.safeParse(error);
  if (!parsed.success) return { reason: stranger(error, where.api), maybeDone: false, noDrafts: false };
  const { status, message, response } = parsed.data;
  const said = message.replace(/ - https?:\S+$/, '').slice(0, MOST_QUOTED);
  const header = (name: string) => response?.headers[name]?.toString();
  return {
    reason: response ? reasonOf(status, said, header, where.repository) : unreachable(said, where.api),
    maybeDone: !response || status >= 500 || /already exists/i.test(said),
    noDrafts: status === 422 && /draft pull requests are not supported/i.test(said),
  };
}

const stranger = (error: unknown, api: string) =>
  `${api} does not answer as GitHub's API does (${String(error).slice(0, MOST_QUOTED)}). Check GITHUB_API_URL.`;

const unreachable = (said: string, api: string) =>
  `GitHub did not answer at ${api} (${said}). Check the network, or GITHUB_API_URL, and try again.`;

function reasonOf(
  status: number,
  said: string,
  header: (name: string) => string | undefined,
  repository: string,
): string {
  if (status === 401)
    return 'GitHub refused the token: it is wrong or has expired. Set a new GITHUB_TOKEN, or run `gh auth login`.';
  const limited = status === 429 || header('x-ratelimit-remaining') === '0' || /rate limit/i.test(said);
  if (limited && (status === 403 || status === 429))
    return `GitHub's rate limit is reached${until(header)}. Try again then.`;
  const organisation = header('x-github-sso')?.match(/url=(\S+)/)?.[1];
  if (status === 403 && organisation)
    return `The organisation of ${repository} wants single sign-on. Authorise the token at ${organisation}`;
  if (status === 403 && /archived/i.test(said))
    return `${repository} is archived and takes no pull requests. Unarchive it, or push to another repository.`;
  if (status === 403 && /not accessible/i.test(said))
    return `The token may not open pull requests in ${repository}. Give it "Pull requests: write" and "Contents: write".`;
  if (status === 403 || /must be a collaborator/i.test(said))
    return `You may not open a pull request in ${repository} (${said}). Ask for write access, or push to a fork: git remote set-url --push <remote> <fork>.`;
  if (status === 404)
    return `GitHub shows no ${repository} to this token. Check the remote's URL, and that the token may see the repository.`;
  if (status === 422) return unprocessable(said, repository);
  if (status >= 500) return `GitHub has trouble of its own (${status}). Try again in a few minutes.`;
  return `GitHub answered ${status}: ${said}. Open the pull request by hand.`;
}

function unprocessable(said: string, repository: string): string {
  if (/no commits between/i.test(said))
    return 'There is nothing to merge: the base branch already holds every commit of this one.';
  if (/"field":"base"/.test(said))
    return `${repository} has no such base branch. Push the base branch first, or open the pull request against another.`;
  if (/"field":"head"/.test(said))
    return `${repository} does not know the pushed branch. Check that the remote's push URL leads to ${repository} or a fork of it.`;
  return `GitHub did not take the pull request: ${said}. Open it by hand.`;
}

function until(header: (name: string) => string | undefined): string {
  const reset = Number(header('x-ratelimit-reset'));
  const wait = Number(header('retry-after'));
  if (wait > 0) return ` for another ${wait} seconds`;
  return reset > 0 ? ` until ${new Date(reset * 1000).toISOString().slice(11, 16)} UTC` : '';
}
