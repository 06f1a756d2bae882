import { describe, expect, test } from 'vitest';
import { githubApi } from '../../../src/adapters/forge/github-api.ts';
import { byHand, parseRemote } from '../../../src/adapters/forge/remote.ts';

const told = (url: string) => {
  const remote = parseRemote(url);
  return remote && `${remote.kind} ${remote.web} ${remote.owner} ${remote.name}`;
};

test.each([
  ['https://github.com/acme/shop.git', 'github https://github.com acme shop'],
  ['https://github.com/acme/shop/', 'github https://github.com acme shop'],
  ['https://me:ghp_secret@github.com/acme/shop', 'github https://github.com acme shop'],
  ['git@github.com:acme/shop.git', 'github https://github.com acme shop'],
  ['git@github.com:/acme/shop.git', 'github https://github.com acme shop'],
  ['github.com:acme/shop', 'github https://github.com acme shop'],
  ['git@github.com-work:acme/shop.git', 'github https://github.com acme shop'],
  ['ssh://git@ssh.github.com:443/acme/shop.git', 'github https://github.com acme shop'],
  ['git://GitHub.com/acme/shop.js.git', 'github https://github.com acme shop.js'],
  ['ssh://git@github.acme.com:2222/acme/shop.git', 'github https://github.acme.com acme shop'],
  ['https://github.com-work.example/acme/shop.git', 'github https://github.com-work.example acme shop'],
  ['git@acme.ghe.com:acme/shop.git', 'github https://acme.ghe.com acme shop'],
  ['git@gitlab.com:group/sub/shop.git', 'gitlab https://gitlab.com group/sub shop'],
  ['https://bitbucket.org/acme/shop.git', 'bitbucket https://bitbucket.org acme shop'],
  ['https://bitbucket.acme.com/scm/SHOP/api.git', 'bitbucket https://bitbucket.acme.com SHOP api'],
  ['https://me@dev.azure.com/acme/Web%20Shop/_git/api', 'azure https://dev.azure.com acme/Web Shop api'],
  ['git@ssh.dev.azure.com:v3/acme/shop/api', 'azure https://dev.azure.com acme/shop api'],
  ['http://git.acme.test:3000/acme/shop.git', 'other http://git.acme.test:3000 acme shop'],
  ['ssh://git@[::1]:2222/acme/shop.git', 'other https://[::1] acme shop'],
])('%s is %s', (url, expected) => {
  expect(told(url)).toBe(expected);
});

test.each([
  '/srv/git/shop.git',
  '../shop',
  'file:///srv/git/shop.git',
  'C:\\git\\shop',
  'C:/git/shop',
  './a:b/c',
  '~/shop',
  '',
])('%j is a folder', (url) => {
  expect(parseRemote(url)).toBeUndefined();
});

test.each([
  ['git@github.com:acme/shop.git', 'https://github.com/acme/shop/compare/main...baro/add-%23tags?expand=1'],
  [
    'git@gitlab.com:acme/web/shop.git',
    'https://gitlab.com/acme/web/shop/-/merge_requests/new?merge_request%5Bsource_branch%5D=baro%2Fadd-%23tags&merge_request%5Btarget_branch%5D=main',
  ],
  [
    'git@bitbucket.org:acme/shop.git',
    'https://bitbucket.org/acme/shop/pull-requests/new?source=baro%2Fadd-%23tags&dest=main',
  ],
  [
    'ssh://git@bitbucket.acme.com:7999/shop/api.git',
    'https://bitbucket.acme.com/projects/shop/repos/api/pull-requests?create&sourceBranch=baro%2Fadd-%23tags&targetBranch=main',
  ],
  [
    'git@ssh.dev.azure.com:v3/acme/shop/api',
    'https://dev.azure.com/acme/shop/_git/api/pullrequestcreate?sourceRef=baro%2Fadd-%23tags&targetRef=main',
  ],
  ['https://codeberg.org/acme/shop', 'https://codeberg.org/acme/shop/compare/main...baro/add-%23tags'],
])('the pull request of %s is opened by hand at %s', (url, link) => {
  const remote = parseRemote(url);
  expect(remote && byHand(remote, 'main', 'baro/add-#tags')).toBe(link);
});

describe('the API of a remote', () => {
  const apiOf = (url: string, configured?: string) => {
    const remote = parseRemote(url);
    return remote && githubApi(remote, configured);
  };

  test('follows from the host where nothing is configured', () => {
    expect(apiOf('git@github.com:a/b')).toEqual({ url: 'https://api.github.com', trusted: true });
    expect(apiOf('git@github.acme.com:a/b')).toEqual({
      url: 'https://github.acme.com/api/v3',
      trusted: false,
    });
    expect(apiOf('git@acme.ghe.com:a/b')).toEqual({ url: 'https://api.acme.ghe.com', trusted: false });
    expect(apiOf('git@gitlab.com:a/b')).toBeUndefined();
    expect(apiOf('git@git.acme.com:a/b')).toBeUndefined();
  });

  test('is the configured one for github.com and for its own host', () => {
    const enterprise = 'https://git.acme.com/api/v3/';
    const trusted = { url: 'https://git.acme.com/api/v3', trusted: true };
    expect(apiOf('git@git.acme.com:a/b', enterprise)).toEqual(trusted);
    expect(apiOf('git@github.com:a/b', enterprise)).toEqual(trusted);
    expect(apiOf('git@acme.ghe.com:a/b', 'https://api.acme.ghe.com')).toMatchObject({ trusted: true });
  });

  test('is never that of another host, nor told what is meant for one', () => {
    expect(apiOf('git@git.other.com:a/b', 'https://git.acme.com/api/v3')).toBeUndefined();
    expect(apiOf('git@github.other.com:a/b', 'https://git.acme.com/api/v3')).toEqual({
      url: 'https://github.other.com/api/v3',
      trusted: false,
    });
    expect(apiOf('git@gitlab.com:a/b', 'http://127.0.0.1:4000')).toBeUndefined();
  });

  test('may be stood in for on loopback', () => {
    expect(apiOf('git@git.acme.com:a/b', 'http://127.0.0.1:4000')).toMatchObject({
      url: 'http://127.0.0.1:4000',
    });
  });
});
