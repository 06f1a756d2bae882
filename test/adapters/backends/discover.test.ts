import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { commandWords } from '../../../src/adapters/backends/command-words.ts';
import { discover } from '../../../src/adapters/backends/discover.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const { PATH = '' } = process.env;

function place(folder: string, name: string, script: string): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
  return join(folder, name);
}

const claude = (version: string, loggedIn: boolean) =>
  `case "$1" in --version) echo "${version} (Claude Code)" ;; auth) printf '{\\n "loggedIn": ${loggedIn}\\n}\\n' ;; esac`;

test('a CLI on the PATH is found, with its version and whether it is signed in', async () => {
  const bin = temporaryFolder();
  const path = place(bin, 'claude', claude('2.1.300', true));
  expect(await discover('claude', { PATH: `${bin}:/usr/bin:/bin` })).toEqual({
    command: [path],
    version: '2.1.300',
    signedIn: true,
    old: false,
  });
});

test('the path that a person has set goes first, and an old version is called old', async () => {
  const folder = temporaryFolder();
  const mine = place(join(folder, 'mine'), 'claude', claude('2.0.9', false));
  place(join(folder, 'bin'), 'claude', claude('2.1.300', true));
  expect(await discover('claude', { PATH: `${join(folder, 'bin')}:${PATH}` }, mine)).toEqual({
    command: [mine],
    version: '2.0.9',
    signedIn: false,
    old: true,
  });
});

test('where no desktop’s PATH leads, the installers’ own places are looked at', async () => {
  const home = temporaryFolder();
  const path = place(join(home, '.local/bin'), 'codex', 'echo codex-cli 0.169.0');
  expect(await discover('codex', { PATH: '/usr/bin:/bin', HOME: home })).toMatchObject({ command: [path] });
});

test('V5 the PATH’s relative folders are not looked at: what is there belongs to a repository', async () => {
  const bin = temporaryFolder();
  place(bin, 'codex', 'echo codex-cli 0.169.0');
  const env = { PATH: relative(process.cwd(), bin), HOME: temporaryFolder() };
  expect(await discover('codex', env)).toHaveProperty('problem');
});

test('codex is signed in by its own files, or as it says itself', async () => {
  const bin = temporaryFolder();
  place(bin, 'codex', 'case "$1" in --version) echo codex-cli 0.169.0 ;; login) exit 1 ;; esac');
  const home = temporaryFolder();
  const env = { PATH: `${bin}:/usr/bin:/bin`, CODEX_HOME: home };
  expect(await discover('codex', env)).toMatchObject({ signedIn: false });
  writeFileSync(join(home, 'auth.json'), '{"tokens": {}}');
  expect(await discover('codex', env)).toMatchObject({ signedIn: true });
});

test('T030 what is missing, or no such CLI, is said with the next step', async () => {
  const empty = { PATH: temporaryFolder(), HOME: temporaryFolder() };
  expect(await discover('claude', empty)).toEqual({
    problem: 'claude is not installed; get it with `npm install -g @anthropic-ai/claude-code`',
  });
  expect(await discover('claude', empty, 'bin/claude')).toEqual({
    problem: 'the path of claude has to be absolute: bin/claude',
  });
  const liar = place(temporaryFolder(), 'claude', 'echo hello; exit 0');
  expect(await discover('claude', empty, liar)).toEqual({
    problem: `${liar} does not tell its version: hello`,
  });
});

test('a command line is cut into words, quotes kept together', () => {
  expect(commandWords(`"C:\\Program Files\\a.exe" acp --name 'my agent'  -x`)).toEqual([
    'C:\\Program Files\\a.exe',
    'acp',
    '--name',
    'my agent',
    '-x',
  ]);
});
