import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { diagnose } from '../../src/run/doctor/diagnose.ts';
import { doctorMarkdown } from '../../src/run/doctor/markdown.ts';
import { temporaryRepository } from '../adapters/git/temporary.ts';
import { machineWith } from '../support/fake-clis.ts';
import { hostWith, noSettings } from '../support/no-settings.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** A server that lists these models, or refuses to; its address. */
async function listing(...models: readonly string[]): Promise<string> {
  return answering(200, { object: 'list', data: models.map((id) => ({ id, object: 'model' })) });
}

async function answering(status: number, body: unknown): Promise<string> {
  const server = createServer((_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
}

const here = { version: '9.1.0', signedIn: true };

test('on a bare machine, outside a repository, the doctor says what to do', async () => {
  const folder = temporaryFolder();
  const found = await diagnose(folder, hostWith(), machineWith({}));
  expect(found).toMatchObject({ ready: false, preset: undefined, phases: [] });
  const said = (name: string) => found.checks.find((check) => check.name === name);
  expect(said('git')).toMatchObject({ state: 'ok' });
  expect(said('claude')).toMatchObject({ state: 'absent', todo: expect.stringContaining('npm install') });
  expect(said('repository')).toMatchObject({ state: 'gap' });
  expect(doctorMarkdown(found)).toContain('✗ A run cannot start');
});

test('in a repository, with something that thinks, it says what each phase would use', async () => {
  const at = temporaryRepository();
  const found = await diagnose(at.checkout, hostWith(), { ...at.env, ...machineWith({ claude: here }) });
  expect(found.preset).toBe('claude');
  expect(found.phases).toContainEqual({ phase: 'planner', route: 'claude:opus' });
  expect(found.phases).toContainEqual({ phase: 'story', tier: 'light', route: 'claude:haiku' });
  expect(found.ready).toBe(true);
  expect(doctorMarkdown(found)).toContain('✓ A run can start.');
});

test('a phase that could not think is named, with the way out', async () => {
  const at = temporaryRepository();
  const env = { ...at.env, ...machineWith({ claude: here }) };
  const found = await diagnose(at.checkout, hostWith(), env, { approve: 'ask', preset: 'hybrid' });
  expect(found.ready).toBe(false);
  expect(found.phases).toContainEqual({
    phase: 'story',
    route: 'codex',
    gap: expect.stringContaining('codex is not installed'),
  });
});

test('servers are asked for their models, and no key is ever shown', async () => {
  const at = temporaryRepository();
  const endpoints = { near: await listing('small', 'large'), gone: 'http://127.0.0.1:9/v1' };
  const host = hostWith(
    { OPENAI_API_KEY: 'sk-very-secret', BARO_KEY_NEAR: 'also-secret' },
    { settings: () => ({ ...noSettings, endpoints }) },
  );
  const env = { ...at.env, ...machineWith({}), OPENAI_BASE_URL: await listing('gpt-6-luna') };
  const found = await diagnose(at.checkout, host, env);
  const said = (name: string) => found.checks.find((check) => check.name === name);
  expect(said('openai-compatible@near')).toMatchObject({
    state: 'ok',
    said: '2 models: small, large; key in BARO_KEY_NEAR',
  });
  expect(said('openai-compatible@gone')).toMatchObject({ state: 'note' });
  expect(said('openai')).toMatchObject({ said: '1 model: gpt-6-luna; key in OPENAI_API_KEY' });
  expect(JSON.stringify(found) + doctorMarkdown(found)).not.toContain('secret');
});

test('a server that refuses, or is not there, is told with its own words, and the phases that would ask it', async () => {
  const at = temporaryRepository();
  const endpoints = {
    gone: 'https://nobody.invalid/v1',
    listless: await answering(404, { error: { message: 'no such path' } }),
  };
  const host = hostWith(
    { OPENAI_API_KEY: 'sk-very-secret-0123456789' },
    { settings: () => ({ ...noSettings, endpoints }) },
  );
  const error = { message: 'Incorrect API key provided: sk-very-secret-0123456789', code: 'invalid_api_key' };
  const env = { ...at.env, ...machineWith({}), OPENAI_BASE_URL: await answering(401, { error }) };
  const found = await diagnose(at.checkout, host, env, { approve: 'ask', preset: 'openai' });
  const said = (name: string) => found.checks.find((check) => check.name === name);
  expect(said('openai')).toMatchObject({
    state: 'absent',
    said: expect.stringMatching(/^openai did not accept the key: 401 Incorrect API key/),
    todo: expect.stringContaining('OPENAI_API_KEY'),
  });
  expect(said('openai-compatible@gone')).toMatchObject({
    state: 'absent',
    said: expect.stringMatching(/could not be reached: .*nobody\.invalid/),
    todo: expect.stringContaining('nobody.invalid'),
  });
  // a list is not needed to ask a model
  expect(said('openai-compatible@listless')).toMatchObject({
    state: 'note',
    said: expect.stringContaining('no such path'),
  });
  expect(found.phases).toContainEqual({
    phase: 'planner',
    route: 'openai:gpt-6.1-sol',
    gap: expect.stringContaining('did not accept the key'),
  });
  expect(found.ready).toBe(false);
  expect(JSON.stringify(found) + doctorMarkdown(found)).not.toContain('secret');
});

test('an address that keys must not be sent to is not said to lack a key', async () => {
  const endpoints = { unsafe: 'http://models.example/v1' };
  const host = hostWith({ OPENAI_API_KEY: 'k' }, { settings: () => ({ ...noSettings, endpoints }) });
  const { checks } = await diagnose(temporaryFolder(), host, machineWith({}));
  expect(checks.find(({ name }) => name === 'openai-compatible@unsafe')).toMatchObject({
    state: 'absent',
    said: 'cannot be used',
    todo: expect.stringContaining('has to be https'),
  });
});

test('what a server calls its models is no markup', async () => {
  const at = temporaryRepository();
  const endpoints = { near: await listing('![x](https://evil.test/pixel)', '<img src=x>') };
  const host = hostWith({}, { settings: () => ({ ...noSettings, endpoints }) });
  const markdown = doctorMarkdown(await diagnose(at.checkout, host, { ...at.env, ...machineWith({}) }));
  expect(markdown).toContain('evil.test/pixel');
  expect(markdown).not.toMatch(/!\[|<img/);
});

test('looking makes nothing, and a password in a remote is not shown', async () => {
  const at = temporaryRepository();
  at.git('remote', 'add', 'origin', 'https://ada:hunter2@example.org/house.git');
  const home = join(at.folder, 'data');
  mkdirSync(home);
  const before = at.git('status', '--porcelain', '--ignored');
  const found = await diagnose(at.checkout, hostWith(), { ...at.env, BARO_HOME: join(home, 'baro') });
  expect(at.git('status', '--porcelain', '--ignored')).toBe(before);
  expect(found.checks).toContainEqual({
    area: 'repository',
    name: 'remote',
    state: 'ok',
    said: 'origin, https://example.org/house.git',
  });
  expect(found.checks).toContainEqual(
    expect.objectContaining({ name: 'data folder', state: 'ok', said: join(home, 'baro') }),
  );
});
