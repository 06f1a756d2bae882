import { expect, test } from 'vitest';
import { forgeOf, type Push } from '../../../src/adapters/forge/forge.ts';
import { type Fault, startGithub } from '../../support/github-server.ts';

const origin = (fetchUrl: string, pushUrl = fetchUrl) => ({ name: 'origin', fetchUrl, pushUrl });
const shop = origin('https://github.com/acme/shop.git');
const request = {
  branch: 'baro/tables-1',
  base: 'main',
  title: 'Add tables',
  body: 'All of it.',
  draft: false,
};
const pushed: Push = async () => ({ ok: true });
const unmoved = async () => undefined;
const token = async () => 'ghp_secret';

/** A forge of `acme/shop` whose API is the fake one. */
const forgeAt = (apiUrl: string, more: Partial<Parameters<typeof forgeOf>[0]> = {}) =>
  forgeOf({ remote: shop, push: pushed, lookAtBase: unmoved, token, apiUrl, timeoutMs: 400, ...more });

/** The same fault for every request of a method. */
const on =
  (method: string, answer: ReturnType<Fault>): Fault =>
  (asked) =>
    asked.method === method ? answer : undefined;

test('a pull request is opened once and brought up to date after that', async () => {
  await using github = await startGithub();
  const forge = forgeAt(github.url);
  const url = 'https://github.com/acme/shop/pull/1';
  expect(await forge.openPullRequest(request)).toEqual({ url, number: 1, draft: false });
  const again = { ...request, title: 'Add tables and hours', body: 'More.', base: 'next' };
  expect(await forge.openPullRequest(again)).toEqual({ url, number: 1, draft: false });
  expect(github.pulls).toMatchObject([
    {
      title: 'Add tables and hours',
      body: 'More.',
      base: { ref: 'next' },
      head: { label: 'acme:baro/tables-1' },
    },
  ]);
  expect(github.asked.every((asked) => asked.token === 'ghp_secret')).toBe(true);
});

test('a request that is called off is not waited for, and is no failure of the pull request', async () => {
  await using github = await startGithub();
  const giveUp = new AbortController();
  github.fault = ({ method }) => {
    if (method === 'POST') giveUp.abort(new Error('stopped'));
    return method === 'POST' ? 'silence' : undefined;
  };
  const forge = forgeAt(github.url, { timeoutMs: 600_000 });
  await expect(forge.openPullRequest(request, giveUp.signal)).rejects.toThrow('stopped');
  github.fault = () => undefined;
  expect(await forge.openPullRequest(request)).toMatchObject({ number: 1 });
});

test('a closed pull request of the branch is left alone', async () => {
  await using github = await startGithub();
  await forgeAt(github.url).openPullRequest(request);
  for (const pull of github.pulls) pull.state = 'closed';
  expect(await forgeAt(github.url).openPullRequest(request)).toMatchObject({ number: 2 });
});

test('a draft becomes ready once the run is green, and a draft again when it is not', async () => {
  await using github = await startGithub();
  const forge = forgeAt(github.url);
  expect(await forge.openPullRequest({ ...request, draft: true })).toMatchObject({ draft: true });
  expect(await forge.openPullRequest(request)).toMatchObject({ number: 1, draft: false });
  expect(github.pulls[0]?.draft).toBe(false);
  expect(await forge.openPullRequest({ ...request, draft: true })).toMatchObject({ draft: true });
});

test('where a pull request cannot be turned into a draft, its title says what it is', async () => {
  await using github = await startGithub();
  const forge = forgeAt(github.url);
  await forge.openPullRequest(request);
  github.fault = ({ path }) => (path === '/graphql' ? { status: 403, data: { message: 'no' } } : undefined);
  expect(await forge.openPullRequest({ ...request, draft: true })).toMatchObject({ draft: false });
  expect(github.pulls[0]?.title).toBe('Draft: Add tables');
});

test('where a repository knows no drafts, the title says so', async () => {
  await using github = await startGithub();
  github.drafts = false;
  expect(await forgeAt(github.url).openPullRequest({ ...request, draft: true })).toMatchObject({
    draft: false,
  });
  expect(github.pulls).toMatchObject([{ title: 'Draft: Add tables', draft: false }]);
});

test('a body that is too long for GitHub is cut', async () => {
  await using github = await startGithub();
  await forgeAt(github.url).openPullRequest({ ...request, body: 'line\n'.repeat(20_000) });
  expect(github.pulls[0]?.body).toContain('Cut here');
});

test('an answer that gets lost after the pull request was opened does not open a second one', async () => {
  await using github = await startGithub();
  github.fault = on('POST', 'silence');
  expect(await forgeAt(github.url).openPullRequest(request)).toMatchObject({ number: 1 });
  expect(github.pulls).toHaveLength(1);
});

test('an error that hides a success is looked behind as well', async () => {
  await using github = await startGithub();
  let first = true;
  github.fault = ({ method }) => {
    if (method !== 'POST' || !first) return undefined;
    first = false;
    return { status: 502, data: 'Bad gateway' };
  };
  expect(await forgeAt(github.url).openPullRequest(request)).toMatchObject({ number: 1 });
  expect(github.pulls).toHaveLength(1);
});

test('somebody who opens it in between is met with an update', async () => {
  await using github = await startGithub();
  await forgeAt(github.url).openPullRequest(request);
  let looked = 0;
  github.fault = ({ method }) => (method === 'GET' && ++looked === 1 ? { status: 200, data: [] } : undefined);
  expect(await forgeAt(github.url).openPullRequest({ ...request, title: 'Mine' })).toMatchObject({
    number: 1,
  });
  expect(github.pulls).toMatchObject([{ title: 'Mine' }]);
});

const refused = (message: string, errors?: readonly unknown[]) => ({
  message,
  ...(errors ? { errors } : {}),
});
const reset = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1767262800' };
test.each([
  ['a wrong token', 401, {}, refused('Bad credentials'), /token.*expired.*gh auth login/],
  ['a used-up rate', 403, reset, refused('API rate limit exceeded'), /rate limit is reached until 10:20 UTC/],
  [
    'haste',
    429,
    { 'retry-after': '60' },
    refused('You have exceeded a secondary rate limit'),
    /another 60 seconds/,
  ],
  [
    'single sign-on',
    403,
    { 'x-github-sso': 'required; url=https://github.com/orgs/acme/sso' },
    refused('Resource protected by organization SAML enforcement'),
    /single sign-on.*orgs\/acme\/sso/,
  ],
  [
    'a token of too few rights',
    403,
    {},
    refused('Resource not accessible by personal access token'),
    /Pull requests: write/,
  ],
  ['a need to fork', 403, {}, refused('Must have push access'), /push to a fork/],
  ['an archive', 403, {}, refused('Repository was archived so is read-only.'), /archived/],
  ['a hidden repository', 404, {}, refused('Not Found'), /shows no acme\/shop to this token/],
  [
    'nothing to merge',
    422,
    {},
    refused('Validation Failed', [{ code: 'custom', message: 'No commits between main and baro/tables-1' }]),
    /nothing to merge/,
  ],
  [
    'no such base',
    422,
    {},
    refused('Validation Failed', [{ resource: 'PullRequest', field: 'base', code: 'invalid' }]),
    /no such base/,
  ],
  [
    'no such head',
    422,
    {},
    refused('Validation Failed', [{ resource: 'PullRequest', field: 'head', code: 'invalid' }]),
    /does not know the pushed branch/,
  ],
  [
    'a rule of theirs',
    422,
    {},
    refused('Validation Failed', [{ message: 'title must name a ticket' }]),
    /title must name a ticket/,
  ],
  ['trouble of its own', 503, {}, refused('Unavailable'), /trouble of its own \(503\)/],
])('%s is told in a sentence with the next step', async (_name, status, headers, data, sentence) => {
  await using github = await startGithub();
  github.fault = on('POST', { status, headers, data });
  const result = await forgeAt(github.url).openPullRequest(request);
  expect(result).toEqual({
    problem: expect.stringMatching(sentence),
    link: 'https://github.com/acme/shop/compare/main...baro/tables-1?expand=1',
  });
  expect(JSON.stringify(result)).not.toContain('ghp_secret');
});

test('an API that is not there, or is none, is named', async () => {
  const gone = await startGithub();
  await gone[Symbol.asyncDispose]();
  expect(await forgeAt(gone.url).openPullRequest(request)).toMatchObject({
    problem: expect.stringContaining(`did not answer at ${gone.url}`),
  });
  await using portal = await startGithub();
  portal.fault = () => ({ status: 200, data: 'Please accept our terms' });
  expect(await forgeAt(portal.url).openPullRequest(request)).toMatchObject({
    problem: expect.stringContaining("does not answer as GitHub's API does"),
  });
});

test('a fork that is pushed to is where the pull request comes from', async () => {
  await using github = await startGithub();
  const remote = origin('https://github.com/acme/shop.git', 'git@github.com:me/shop.git');
  expect(await forgeAt(github.url, { remote }).openPullRequest(request)).toMatchObject({ number: 1 });
  expect(github.pulls[0]?.head.label).toBe('me:baro/tables-1');
});

test('other forges, folders and nobody signed in get a sentence, and a link where there is a page', async () => {
  const asked = (more: Partial<Parameters<typeof forgeOf>[0]>) =>
    forgeOf({ remote: shop, push: pushed, lookAtBase: unmoved, token, ...more }).openPullRequest(request);
  expect(await asked({ remote: origin('git@gitlab.com:acme/shop.git') })).toEqual({
    problem: expect.stringContaining('on GitLab'),
    link: expect.stringContaining('https://gitlab.com/acme/shop/-/merge_requests/new'),
  });
  expect(await asked({ remote: origin('/srv/git/shop.git') })).toEqual({
    problem: expect.stringContaining('origin is a folder'),
  });
  expect(await asked({ token: async () => undefined })).toEqual({
    problem: expect.stringContaining('GITHUB_TOKEN'),
    link: expect.stringContaining('https://github.com/acme/shop/compare/'),
  });
  expect(await asked({ remote: undefined })).toEqual({ problem: expect.stringContaining('no remote') });
});
