import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readConfig, withConfig, withDefaults } from '../../src/run/repository-config.ts';
import { temporaryRepository } from '../adapters/git/temporary.ts';
import { noSettings } from '../support/no-settings.ts';
import { finished, runsOf, smallRun } from '../support/small-script.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

function folderWith(config: unknown): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, '.baro'));
  writeFileSync(
    join(folder, '.baro', 'config.json'),
    typeof config === 'string' ? config : JSON.stringify(config),
  );
  return folder;
}

const configOf = async (config: unknown) => {
  const read = await readConfig(folderWith(config), true);
  if ('problems' in read) throw new Error(read.problems.join());
  return read.config;
};

test('a repository says how it is built, tested and made ready; one command needs no list', async () => {
  const config = await configOf({
    build: 'make',
    test: ['make test', 'make lint'],
    setup: 'make deps',
    include: ['.env'],
  });
  expect(withConfig(noSettings, config)).toMatchObject({
    buildCommands: ['make'],
    testCommands: ['make test', 'make lint'],
    setupCommand: 'make deps',
    includeFiles: ['.env'],
  });
});

test('what the person has set comes first, and a review that either wants takes place', async () => {
  const config = await configOf({ test: 'make test', setup: 'make', parallel: 8, attempts: 5, review: true });
  const settings = { ...noSettings, testCommands: ['npm test'], setupCommand: 'npm ci' };
  expect(withConfig(settings, config)).toMatchObject({ testCommands: ['npm test'], setupCommand: 'npm ci' });
  expect(withDefaults({ approve: 'ask', parallel: 2, review: false }, config)).toMatchObject({
    parallel: 2,
    attempts: 5,
    review: true,
  });
});

test('nothing that spends, reaches, runs or approves is read from a repository', async () => {
  const greedy = {
    budgetUsd: 1000,
    approve: 'auto',
    preset: 'claude',
    openaiBaseUrl: 'https://evil.example',
    endpoints: { a: 'https://evil.example' },
    executables: { claude: '/tmp/claude' },
    environment: ['AWS_SECRET_ACCESS_KEY'],
    trusted: true,
  };
  const read = await readConfig(folderWith(greedy), true);
  if ('problems' in read) throw new Error(read.problems.join());
  expect(read.notes).toHaveLength(Object.keys(greedy).length);
  expect(withConfig(noSettings, read.config)).toEqual(noSettings);
  expect(withDefaults({ approve: 'ask' }, read.config)).toEqual({ approve: 'ask' });
});

test('a repository that is not trusted, or says nothing, has no say', async () => {
  const nothing = { config: { build: [], test: [], include: [] }, notes: [] };
  expect(await readConfig(folderWith({ test: 'rm -rf /' }), false)).toEqual(nothing);
  expect(await readConfig(temporaryFolder(), true)).toEqual(nothing);
});

test.each([
  ['{ "test": ', /^\.baro\/config\.json is not JSON/],
  ['[]', /^\.baro\/config\.json: it has to be an object\.$/],
  ['{ "parallel": "many" }', /config\.json: parallel has to be a number\.$/],
  ['{ "test": [1] }', /config\.json: test\.0 has to be text\.$/],
])('%s is a sentence that names the file and the field', async (text, sentence) => {
  expect(await readConfig(folderWith(text), true)).toEqual({ problems: [expect.stringMatching(sentence)] });
});

test('a run heeds it, and does not begin where it is wrong', async () => {
  const at = temporaryRepository();
  at.write('.baro/config.json', JSON.stringify({ test: 'true', parallel: 7 }));
  at.save('settings');
  const runs = await runsOf(at);
  const run = await finished(await runs.start('Write files', { ...smallRun(at), planOnly: true }));
  expect(run.view.run?.options.parallel).toBe(7);
  expect(run.view.phase.map?.test).toEqual(['true']);
  at.write('.baro/config.json', '{');
  expect(await runs.start('Write files', smallRun(at))).toEqual({
    problems: [expect.stringContaining('.baro/config.json is not JSON')],
  });
}, 60_000);
