import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Furnishing } from '../../../src/adapters/git/furnish.ts';
import { processOf } from '../../../src/adapters/processes/proc.ts';
import { runCommand } from '../../../src/adapters/processes.ts';
import type { RunCommand } from '../../../src/engine/ports.ts';
import { startHost } from '../../support/host.ts';
import { until } from '../../support/until.ts';
import { never, type Temporary, temporaryRepository } from './temporary.ts';

/** A shell, and what it was asked to run. */
function shell() {
  const asked: string[] = [];
  const run: RunCommand = async ({ command, folder, env }) => {
    asked.push(command);
    try {
      const tail = execFileSync('sh', ['-c', command], {
        cwd: folder,
        env,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      return { exitCode: 0, ms: 1, tail, timedOut: false };
    } catch (error) {
      const { status, stderr } = error as { status: number; stderr: string };
      return { exitCode: status, ms: 1, tail: stderr, timedOut: false };
    }
  };
  return { asked, run };
}

function furnishing(at: Temporary, by: Partial<Furnishing> = {}): Furnishing {
  const checkout = { gitDir: at.commonDir, commonDir: at.commonDir, workTree: at.checkout };
  return { checkout, include: [], setup: () => [], run: shell().run, ...by };
}

function npmRepository() {
  const at = temporaryRepository({
    'package.json': '{}\n',
    'package-lock.json': '{"lockfileVersion":3}\n',
    'packages/a/package.json': '{}\n',
    '.gitignore': 'node_modules\n.env\n*.pem\n/local/\n',
  });
  at.write('node_modules/lib/index.js', 'original\n');
  at.write('packages/a/node_modules/inner/index.js', 'inner\n');
  symlinkSync('../packages/a', join(at.checkout, 'node_modules/a'));
  symlinkSync(join(at.checkout, 'packages/a'), join(at.checkout, 'node_modules/absolute'));
  return at;
}

test('a worktree gets copies of the dependencies, and shares nothing with the checkout', async () => {
  const at = npmRepository();
  const { asked, run } = shell();
  const repository = await at.open({ furnishing: furnishing(at, { setup: () => ['npm ci'], run }) });
  const base = at.git('rev-parse', 'HEAD');
  const { folder } = await repository.prepare('story.1', base, never);
  expect(readFileSync(join(folder, 'packages/a/node_modules/inner/index.js'), 'utf8')).toBe('inner\n');
  expect(readlinkSync(join(folder, 'node_modules/a'))).toBe('../packages/a');
  expect(readlinkSync(join(folder, 'node_modules/absolute'))).toBe(join(folder, 'packages/a'));
  expect(lstatSync(join(folder, 'node_modules')).isSymbolicLink()).toBe(false);
  appendFileSync(join(folder, 'node_modules/lib/index.js'), 'patched in place\n');
  expect(readFileSync(join(at.checkout, 'node_modules/lib/index.js'), 'utf8')).toBe('original\n');
  expect(lstatSync(join(folder, 'node_modules/lib/index.js')).ino).not.toBe(
    lstatSync(join(at.checkout, 'node_modules/lib/index.js')).ino,
  );
  expect(asked).toEqual([]);
});

test('dependencies are never committed, not even where a story stops ignoring them', async () => {
  const at = npmRepository();
  at.write('.env', 'KEY=1\n');
  const repository = await at.open({ furnishing: furnishing(at, { include: ['.env'] }) });
  const base = at.git('rev-parse', 'HEAD');
  const { folder } = await repository.prepare('story.1', base, never);
  writeFileSync(join(folder, '.gitignore'), '\n');
  writeFileSync(join(folder, 'packages/a/new.js'), '1\n');
  mkdirSync(join(folder, 'b/node_modules/fresh'), { recursive: true });
  writeFileSync(join(folder, 'b/node_modules/fresh/x.js'), '1\n');
  const made = await repository.commit('story.1', base, 'work');
  expect(made?.files).toEqual(['.gitignore', 'packages/a/new.js']);
  await repository.checkout('story.1', made?.commit ?? '');
  expect(existsSync(join(folder, 'node_modules/lib/index.js'))).toBe(true);
  expect(existsSync(join(folder, '.env'))).toBe(true);
});

test('a lock file that is another one than the checkout’s calls for the setup command', async () => {
  const at = npmRepository();
  const { asked, run } = shell();
  const base = at.git('rev-parse', 'HEAD');
  at.write('package-lock.json', '{"lockfileVersion":3,"changed":true}\n');
  const repository = await at.open({
    furnishing: furnishing(at, { setup: () => ['mkdir node_modules'], run }),
  });
  const { folder } = await repository.prepare('story.1', base, never);
  expect(asked).toEqual(['mkdir node_modules']);
  expect(existsSync(join(folder, 'node_modules/lib'))).toBe(false);
});

test('what could not be copied is installed, beside what was', async () => {
  const at = npmRepository();
  const { asked, run } = shell();
  const fills = {
    'npm ci': 'node_modules',
    'cd packages/a && npm ci': 'packages/a/node_modules',
    true: '.venv',
  };
  const setup = () => [...Object.keys(fills), 'echo fills nothing'];
  const repository = await at.open({
    furnishing: furnishing(at, { setup, fills: () => fills, readiness: 'echo ready', run }),
  });
  await repository.prepare('story.1', at.git('rev-parse', 'HEAD'), never);
  expect(asked).toEqual(['true', 'echo ready']);
});

test('dependencies are installed anew when a worktree comes to a commit with another lock file', async () => {
  const at = npmRepository();
  const { asked, run } = shell();
  const base = at.git('rev-parse', 'HEAD');
  at.write('README.md', 'x\n');
  const same = at.save('same lock');
  at.write('package-lock.json', '{"lockfileVersion":3,"more":true}\n');
  const other = at.save('other lock');
  at.git('checkout', '-q', base);
  const repository = await at.open({ furnishing: furnishing(at, { setup: () => ['npm ci || true'], run }) });
  await repository.prepare('story.1', base, never);
  await repository.checkout('story.1', same);
  expect(asked).toEqual([]);
  await repository.checkout('story.1', other);
  expect(asked).toEqual(['npm ci || true']);
});

test('what a setup command leaves is no work of the story, and stays where only commands run', async () => {
  const at = temporaryRepository({ 'a.txt': 'a\n', '.gitignore': 'installed\n' });
  const base = at.git('rev-parse', 'HEAD');
  at.write('b.txt', 'b\n');
  const next = at.save('next');
  const setup = () => ['mkdir installed && touch installed/lib && echo 1 > made.lock'];
  const repository = await at.open({ furnishing: furnishing(at, { setup }) });
  const { folder } = await repository.prepare('story.1', base, never);
  writeFileSync(join(folder, 'work.txt'), 'work\n');
  expect((await repository.commit('story.1', base, 'work'))?.files).toEqual(['work.txt']);
  const whole = await repository.prepare('integration', base, never);
  await repository.checkout('integration', next);
  expect(existsSync(join(whole.folder, 'installed/lib'))).toBe(true);
});

test('a list of pip’s that the commit has changed calls for another environment', async () => {
  for (const list of ['requirements-dev.txt', 'requirements/dev.txt', 'setup.cfg']) {
    const at = temporaryRepository({ [list]: 'one\n', '.gitignore': '.venv\n' });
    at.write('.venv/pyvenv.cfg', 'home = /usr/bin\n');
    const { asked, run } = shell();
    const base = at.git('rev-parse', 'HEAD');
    at.write(list, 'one\ntwo\n');
    const next = at.save('another');
    at.git('checkout', '-q', base);
    const repository = await at.open({ furnishing: furnishing(at, { setup: () => ['true'], run }) });
    await repository.prepare('story.1', next, never);
    expect(asked).toEqual(['true']);
    await repository.prepare('story.2', base, never);
    await repository.checkout('story.2', next);
    expect(asked).toEqual(['true', 'true']);
  }
});

test('a setup command sees the port and the temporary folder of its worktree, and no key', async () => {
  const at = temporaryRepository();
  const { run } = shell();
  const env = { ...at.env, OPENAI_API_KEY: 'secret', MINE: 'given', HTTPS_PROXY: 'http://proxy' };
  const setup = () => ['env > seen; mkdir -p "$TMPDIR/x"'];
  const repository = await at.open({ env, allow: ['MINE'], furnishing: furnishing(at, { setup, run }) });
  const { folder, env: given } = await repository.prepare('story.1', at.git('rev-parse', 'HEAD'), never);
  const seen = readFileSync(join(folder, 'seen'), 'utf8');
  expect(seen).toContain(`PORT=${given['PORT']}\n`);
  expect(seen).toMatch(/^MINE=given$/m);
  expect(seen).toMatch(/^HTTPS_PROXY=/m);
  expect(seen).toMatch(/^BARO_RUN=r1$/m);
  expect(seen).toMatch(/^CI=1$/m);
  expect(seen).not.toContain('secret');
  expect(given['TMPDIR']?.startsWith(folder)).toBe(false);
  expect(existsSync(join(given['TMPDIR'] ?? '', 'x'))).toBe(true);
});

test('no build of a story goes through a daemon that another story’s end would take away', async () => {
  const at = temporaryRepository();
  const env = { ...at.env, GRADLE_OPTS: '-Xmx2g' };
  const base = at.git('rev-parse', 'HEAD');
  const envOf = async (allow: readonly string[]) =>
    (await (await at.open({ env, allow })).prepare('story.1', base, never)).env;
  expect(await envOf([])).toMatchObject({
    GRADLE_OPTS: '-Dorg.gradle.daemon=false',
    MSBUILDDISABLENODEREUSE: '1',
    DOTNET_CLI_USE_MSBUILD_SERVER: '0',
  });
  expect(await envOf(['GRADLE_OPTS'])).toMatchObject({ GRADLE_OPTS: '-Xmx2g -Dorg.gradle.daemon=false' });
});

test('a copy under way ends with the process that began it', async () => {
  const at = temporaryRepository();
  const bin = join(at.folder, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'cp'), '#!/bin/sh\necho $$ > "$0.pid"\nexec sleep 60\n', { mode: 0o755 });
  const host = startHost(`
    import { copyFolder } from './src/adapters/git/copy.ts';
    process.env.PATH = ${JSON.stringify(bin)} + ':' + process.env.PATH;
    copyFolder('/from', '/to', new AbortController().signal);
    console.log('begun');
  `);
  await once(host.stdout ?? host, 'data');
  const pid = () => Number(existsSync(join(bin, 'cp.pid')) && readFileSync(join(bin, 'cp.pid'), 'utf8'));
  await until(() => pid() > 0);
  expect(processOf(pid())).toBeDefined();
  host.kill('SIGKILL');
  await until(() => processOf(pid()) === undefined);
});

test('packages that would install hooks for all worktrees are told not to', async () => {
  const at = temporaryRepository();
  const before = readFileSync(join(at.commonDir, 'config'), 'utf8');
  const husky = '[ "$HUSKY" = 0 ] || git config core.hooksPath .husky/_';
  const others = 'test "$HUSKY_SKIP_INSTALL$LEFTHOOK$SKIP_INSTALL_SIMPLE_GIT_HOOKS" = 101';
  const repository = await at.open({ furnishing: furnishing(at, { setup: () => [husky, others] }) });
  await repository.prepare('story.1', at.git('rev-parse', 'HEAD'), never);
  expect(readFileSync(join(at.commonDir, 'config'), 'utf8')).toBe(before);
});

test('a failing setup command and a failing probe are a sentence, and are tried again next time', async () => {
  const at = temporaryRepository();
  const base = at.git('rev-parse', 'HEAD');
  const { run } = shell();
  const broken = await at.open({
    furnishing: furnishing(at, { setup: () => ['echo no network >&2; exit 7'], run }),
  });
  await expect(broken.prepare('story.1', base, never)).rejects.toThrow(
    'The setup command "echo no network >&2; exit 7" failed with exit code 7. It said: no network',
  );
  const unready = await at.open({ furnishing: furnishing(at, { readiness: 'test -f ready', run }) });
  await expect(unready.prepare('story.1', base, never)).rejects.toThrow(
    'The readiness probe "test -f ready" failed',
  );
  const ready = await at.open({
    furnishing: furnishing(at, { setup: () => ['touch ready'], readiness: 'test -f ready', run }),
  });
  expect(existsSync(join((await ready.prepare('story.1', base, never)).folder, 'ready'))).toBe(true);
});

test('an installation that a moved lock file calls for ends when it is called off, and is made up for later', async () => {
  const at = temporaryRepository({ 'package-lock.json': '1\n', '.gitignore': 'node_modules\ninstalled\n' });
  at.write('node_modules/x/index.js', 'x\n');
  const base = at.git('rev-parse', 'HEAD');
  at.write('package-lock.json', '2\n');
  const next = at.save('another lock file');
  at.git('checkout', '-q', base);
  const giveUp = new AbortController();
  const setup = () => [giveUp.signal.aborted ? 'touch installed' : 'echo begun; sleep 60'];
  const run: Furnishing['run'] = (command) =>
    runCommand({ ...command, output: () => giveUp.abort(new Error('stopped')) });
  const repository = await at.open({ furnishing: furnishing(at, { setup, run }) });
  const { folder } = await repository.prepare('story.1', base, never);
  await expect(repository.checkout('story.1', next, giveUp.signal)).rejects.toThrow('stopped');
  await repository.checkout('story.1', next);
  expect(existsSync(join(folder, 'installed'))).toBe(true);
});

test('ignored files that .worktreeinclude or the person names come along, and nothing else does', async () => {
  const at = npmRepository();
  at.write('.env', 'KEY=1\n');
  at.write('packages/a/.env', 'KEY=2\n');
  at.write('cert.pem', 'cert\n');
  at.write('local/deep/data.json', '{}\n');
  at.write('local/other.txt', 'x\n');
  at.write('untracked.txt', 'mine\n');
  symlinkSync('/etc/passwd', join(at.checkout, 'packages/evil.pem'));
  at.write('.worktreeinclude', '# what tests need\n.env\nuntracked.txt\nlocal/**/*.json\n/../../etc/*\n');
  const repository = await at.open({ furnishing: furnishing(at, { include: ['*.pem'] }) });
  const { folder } = await repository.prepare('story.1', at.git('rev-parse', 'HEAD'), never);
  const has = (path: string) => existsSync(join(folder, path));
  expect(['.env', 'packages/a/.env', 'cert.pem', 'local/deep/data.json'].map(has)).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect(['local/other.txt', 'untracked.txt', 'packages/evil.pem'].map(has)).toEqual([false, false, false]);
});

test('an included file does not follow a committed link out of the worktree', async () => {
  const at = temporaryRepository({ '.gitignore': '*.env\n' });
  const outside = join(at.folder, 'outside');
  mkdirSync(outside);
  at.write('linked/x.env', 'KEY=1\n');
  const repository = await at.open({ furnishing: furnishing(at, { include: ['*.env'] }) });
  at.git('update-index', '--add', '--cacheinfo', `120000,${blob(at, outside)},linked`);
  at.git('commit', '-qm', 'link');
  await repository.prepare('story.1', at.git('rev-parse', 'HEAD'), never);
  expect(existsSync(join(outside, 'x.env'))).toBe(false);
});

const blob = (at: Temporary, content: string) =>
  execFileSync('git', ['hash-object', '-w', '--stdin'], {
    cwd: at.checkout,
    env: at.env,
    input: content,
    encoding: 'utf8',
  }).trim();

test('a virtual environment speaks of the worktree it is in, made ahead or not', async () => {
  const at = temporaryRepository({ 'pyproject.toml': '[project]\n', '.gitignore': '.venv\n' });
  const packages = '.venv/lib/python3.12/site-packages';
  at.write('.venv/pyvenv.cfg', 'home = /usr/bin\n');
  at.write('.venv/bin/pytest', `#!${at.checkout}/.venv/bin/python\n# ${at.checkout}-elsewhere/x\n`);
  at.write(`${packages}/__editable__.app.pth`, `${at.checkout}\n`);
  const repository = await at.open({ furnishing: furnishing(at) });
  const base = at.git('rev-parse', 'HEAD');
  await repository.prepareAhead('ahead.1', base, never);
  for (const name of ['ahead.1', 'fresh.1']) {
    const { folder } = await repository.prepare(name, base, never);
    expect(readFileSync(join(folder, '.venv/bin/pytest'), 'utf8')).toBe(
      `#!${folder}/.venv/bin/python\n# ${at.checkout}-elsewhere/x\n`,
    );
    expect(readFileSync(join(folder, packages, '__editable__.app.pth'), 'utf8')).toBe(`${folder}\n`);
  }
});

const hasPython = spawnSync('python3', ['--version']).status === 0;

test.skipIf(!hasPython)(
  'a virtual environment called venv is there by the name that commands know, and by its own',
  async () => {
    const at = temporaryRepository({ 'requirements.txt': 'flask\n', '.gitignore': 'venv/\n' });
    execFileSync('python3', ['-m', 'venv', '--without-pip', 'venv'], { cwd: at.checkout });
    at.write('venv/bin/flask', `#!${at.checkout}/venv/bin/python\n`);
    const { asked, run } = shell();
    const fills = () => ({ 'pip install': '.venv' });
    const furnished = furnishing(at, { setup: () => ['pip install'], fills, run });
    const repository = await at.open({ furnishing: furnished });
    const base = at.git('rev-parse', 'HEAD');
    const { folder } = await repository.prepare('story.1', base, never);
    expect(asked).toEqual([]);
    expect(readFileSync(join(folder, 'venv/bin/flask'), 'utf8')).toBe(`#!${folder}/.venv/bin/python\n`);
    const python = join(folder, '.venv', 'bin', 'python');
    const prefix = execFileSync(python, ['-c', 'import sys; print(sys.prefix)'], { cwd: folder });
    expect(prefix.toString()).toBe(`${folder}/.venv\n`);
    expect(await repository.commit('story.1', base, 'nothing')).toBeUndefined();
  },
);

test('a worktree that could not be made ready ahead goes with the run', async () => {
  const at = temporaryRepository();
  const run: RunCommand = async () => ({ exitCode: 7, ms: 1, tail: '', timedOut: false });
  const repository = await at.open({ furnishing: furnishing(at, { setup: () => ['npm ci'], run }) });
  await expect(repository.prepareAhead('story.1', at.git('rev-parse', 'HEAD'), never)).rejects.toThrow(
    'The setup command "npm ci" failed with exit code 7',
  );
  await repository.close();
  expect(existsSync(join(at.folder, 'worktrees/r1'))).toBe(false);
  expect(at.git('worktree', 'list').split('\n')).toHaveLength(1);
});
