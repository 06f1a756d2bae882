import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { githubToken } from '../../../src/adapters/forge/github-token.ts';

const TRUSTED = { url: 'https://api.github.com', trusted: true };
const STRANGE = { url: 'https://api.elsewhere.example', trusted: false };

/** A folder with a `gh` that is signed in to one host. */
async function signedIn(host: string) {
  const folder = await mkdtemp(join(tmpdir(), 'baro-gh-'));
  const gh = join(folder, 'gh');
  await writeFile(
    gh,
    `#!/bin/sh\n[ "$4" = "${host}" ] && echo from-gh || { echo 'no oauth token' >&2; exit 1; }\n`,
  );
  await chmod(gh, 0o755);
  return { path: `${folder}:/bin:/usr/bin`, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

test('the session comes first, then GITHUB_TOKEN, then gh', async () => {
  await using gh = await signedIn('github.com');
  const env = { PATH: gh.path, GITHUB_TOKEN: 'from-env\n' };
  const session = async () => 'from-session';
  expect(await githubToken({ env, session })('github.com', TRUSTED)).toBe('from-session');
  expect(await githubToken({ env })('github.com', TRUSTED)).toBe('from-env');
  expect(await githubToken({ env: { PATH: gh.path } })('github.com', TRUSTED)).toBe('from-gh');
});

test('the session of github.com is shown to no other host, but to this machine', async () => {
  await using gh = await signedIn('github.corp.example');
  const token = githubToken({ env: { PATH: gh.path }, session: async () => 'from-session' });
  expect(await token('github.corp.example', STRANGE)).toBe('from-gh');
  expect(await token('github.corp.example', TRUSTED)).toBe('from-gh');
  expect(await token('github.com.evil.example', STRANGE)).toBeUndefined();
  expect(await token('127.evil.example', STRANGE)).toBeUndefined();
  expect(await token('127.0.0.1:3000', TRUSTED)).toBe('from-session');
});

test('GITHUB_TOKEN is not shown to a host that it is not meant for', async () => {
  await using gh = await signedIn('github.acme.com');
  const env = { PATH: gh.path, GITHUB_TOKEN: 'from-env' };
  expect(await githubToken({ env })('github.acme.com', STRANGE)).toBe('from-gh');
  expect(await githubToken({ env })('github.other.com', STRANGE)).toBeUndefined();
});

test('without gh there is no token', async () => {
  expect(await githubToken({ env: { PATH: '/nowhere' } })('github.com', TRUSTED)).toBeUndefined();
});
