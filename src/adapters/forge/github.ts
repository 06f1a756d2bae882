import { Octokit } from '@octokit/rest';
import { type Trouble, troubleOf } from './github-trouble.ts';
import { fittedBody, fittedTitle } from './pull-request-text.ts';

/** A repository on GitHub, and the token to speak to it with. */
export type GithubRepository = {
  /** The REST API's address. */
  readonly api: string;
  readonly owner: string;
  readonly name: string;
  /** Whose repository holds the pushed branch: the owner, or that of a fork. */
  readonly headOwner: string;
  readonly token: string;
  /** How long one request may take. */
  readonly timeoutMs: number;
};

export type PullRequest = {
  readonly branch: string;
  readonly base: string;
  readonly title: string;
  readonly body: string;
  readonly draft: boolean;
};

type Opened = { readonly url: string; readonly number: number; readonly draft: boolean };
type Open = Opened & { readonly node: string };

/** A request whose answer got lost is asked about this often before its trouble is believed. */
const ROUNDS = 3;
const NO_DRAFTS = 'Draft: ';

/**
 * Opens the pull request of a branch, or brings the open one up to date: however often it is called, and whatever
 * gets lost on the way, there is one.
 */
export async function openPullRequest(
  repository: GithubRepository,
  request: PullRequest,
  abort?: AbortSignal,
): Promise<Opened | { readonly problem: string }> {
  const github = pullsOf(repository, abort);
  const where = { repository: `${repository.owner}/${repository.name}`, api: repository.api };
  let wanted = { ...request, title: fittedTitle(request.title), body: fittedBody(request.body) };
  let trouble: Trouble | undefined;
  for (let round = 0; round < ROUNDS; round++)
    try {
      const open = await github.find(wanted.branch);
      return open ? await github.update(open, wanted) : await github.create(wanted);
    } catch (error) {
      abort?.throwIfAborted();
      trouble = troubleOf(error, where);
      if (trouble.noDrafts && wanted.draft) wanted = undrafted(wanted);
      else if (!trouble.maybeDone) break;
    }
  return { problem: trouble?.reason ?? '' };
}

/** Where nothing can be a draft, the title says what it is. */
const undrafted = (request: PullRequest): PullRequest => ({
  ...request,
  title: fittedTitle(NO_DRAFTS + request.title),
  draft: false,
});

function pullsOf(
  { api, owner, name: repo, headOwner, token, timeoutMs }: GithubRepository,
  abort: AbortSignal | undefined,
) {
  const octokit = new Octokit({ baseUrl: api, auth: token, userAgent: 'baro', log: SILENT });
  const inTime = () => ({
    signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(abort ? [abort] : [])]),
  });
  const here = () => ({ owner, repo, request: inTime() });

  const find = async (branch: string): Promise<Open | undefined> => {
    const head = `${headOwner}:${branch}`;
    const { data } = await octokit.rest.pulls.list({ ...here(), state: 'open', head, per_page: 10 });
    return data.filter((pull) => pull.head.ref === branch).map(openOf)[0];
  };

  const create = async ({ branch, ...request }: PullRequest): Promise<Opened> => {
    const head = headOwner === owner ? branch : `${headOwner}:${branch}`;
    return openedOf(openOf((await octokit.rest.pulls.create({ ...here(), ...request, head })).data));
  };

  const update = async (open: Open, request: PullRequest): Promise<Opened> => {
    const draft = open.draft === request.draft ? open.draft : await redraft(open, request.draft);
    const { title } = request.draft && !draft ? undrafted(request) : request;
    const { body, base } = request;
    await octokit.rest.pulls.update({ ...here(), pull_number: open.number, title, body, base });
    return { ...openedOf(open), draft };
  };

  /** Only GraphQL can turn a draft into a pull request and back; where it does not, things stay as they are. */
  const redraft = async ({ node, draft }: Open, wanted: boolean): Promise<boolean> => {
    const mutation = wanted ? 'convertPullRequestToDraft' : 'markPullRequestReadyForReview';
    const query = `mutation($id: ID!) { ${mutation}(input: { pullRequestId: $id }) { pullRequest { isDraft } } }`;
    try {
      await octokit.graphql(query, { id: node, request: inTime() });
      return wanted;
    } catch {
      return draft;
    }
  };

  return { find, create, update };
}

const openOf = (pull: {
  readonly html_url: string;
  readonly number: number;
  readonly draft?: boolean;
  readonly node_id: string;
}): Open => ({ url: pull.html_url, number: pull.number, draft: pull.draft ?? false, node: pull.node_id });

const openedOf = ({ url, number, draft }: Open): Opened => ({ url, number, draft });

/** What goes wrong comes back as a sentence; Octokit would write it to the console too. */
const SILENT = { debug() {}, info() {}, warn() {}, error() {} };
