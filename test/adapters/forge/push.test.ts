import { expect, test } from 'vitest';
import { forgeOf, type LookAtBase, type Push } from '../../../src/adapters/forge/forge.ts';

const commit = 'a'.repeat(40);
const token = async () => 'ghp_secret';
const pushed: Push = async () => ({ ok: true });
const origin = (fetchUrl: string, pushUrl = fetchUrl) => ({ name: 'origin', fetchUrl, pushUrl });
const unmoved = async () => undefined;
const shop = origin('https://github.com/acme/shop.git');

test('a push goes to the push URL, and the token only to https on its own host', async () => {
  const pushedTo = async (fetchUrl: string, pushUrl?: string) => {
    const asked: unknown[] = [];
    const push: Push = async ({ url, token }) => {
      asked.push(token ? `${url} with ${token}` : url);
      return { ok: true };
    };
    const forge = forgeOf({ remote: origin(fetchUrl, pushUrl), push, lookAtBase: unmoved, token });
    expect(await forge.push('baro/tables-1', commit)).toEqual({ remote: 'origin' });
    return asked;
  };
  const https = 'https://github.com/acme/shop.git';
  expect(await pushedTo(https)).toEqual([`${https} with ghp_secret`]);
  expect(await pushedTo(https, 'https://evil.example/acme/shop.git')).toEqual([
    'https://evil.example/acme/shop.git',
  ]);
  expect(await pushedTo(https, '/srv/git/shop.git')).toEqual(['/srv/git/shop.git']);
  expect(await pushedTo('git@github.com:acme/shop.git')).toEqual(['git@github.com:acme/shop.git']);
  expect(await pushedTo('https://gitlab.com/acme/shop.git')).toEqual(['https://gitlab.com/acme/shop.git']);
});

test('the base is looked at by the fetch URL, and the token goes to https alone', async () => {
  const moved = { commit: 'c'.repeat(40), commits: 2, conflicts: [] };
  const lookedAt = async (fetchUrl: string) => {
    const asked: unknown[] = [];
    const lookAtBase: LookAtBase = async (request) => {
      asked.push(request);
      return moved;
    };
    const remote = origin(fetchUrl, 'git@github.com:me/shop.git');
    const forge = forgeOf({ remote, push: pushed, lookAtBase, token });
    expect(await forge.baseMoved({ ref: 'main', commit }, 'b'.repeat(40))).toBe(moved);
    return asked;
  };
  const rest = { branch: 'main', commit, tip: 'b'.repeat(40) };
  const https = 'https://github.com/acme/shop.git';
  expect(await lookedAt(https)).toEqual([{ url: https, ...rest, token: 'ghp_secret' }]);
  expect(await lookedAt('git@github.com:acme/shop.git')).toEqual([
    { url: 'git@github.com:acme/shop.git', ...rest },
  ]);
});

test('a token that may not push gives way to what git itself knows', async () => {
  const push: Push = async (to) => (to.token ? { problem: 'HTTP 403' } : { ok: true });
  expect(
    await forgeOf({ remote: shop, push, lookAtBase: unmoved, token }).push('baro/tables-1', commit),
  ).toEqual({
    remote: 'origin',
  });
  const unscoped: Push = async (to) =>
    to.token
      ? {
          problem:
            'https://github.com/acme/shop.git declines the branch: ! [remote rejected] (refusing to allow an OAuth App to create or update workflow `.github/workflows/ci.yml` without `workflow` scope)',
        }
      : { ok: true };
  expect(
    await forgeOf({ remote: shop, push: unscoped, lookAtBase: unmoved, token }).push('baro/tables-1', commit),
  ).toEqual({
    remote: 'origin',
  });
  const hooked: Push = async (to) => ({ problem: to.token ? 'declined by a hook' : 'asked twice' });
  expect(
    await forgeOf({ remote: shop, push: hooked, lookAtBase: unmoved, token }).push('baro/tables-1', commit),
  ).toEqual({
    problem: 'declined by a hook',
  });
});

test('without a remote the branch stays, and how to go on is said', async () => {
  expect(
    await forgeOf({ remote: undefined, push: pushed, lookAtBase: unmoved, token }).push(
      'baro/tables-1',
      commit,
    ),
  ).toEqual({
    problem: expect.stringContaining('git remote add origin'),
  });
});
