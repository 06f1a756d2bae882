/*
 * Everything that is tested, on a machine that has Node, git and a package registry and nothing else. Each suite does its
 * own set-up; the last line counts what really ran. `npm test -- unit e2e` runs some of the suites.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = await mkdtemp(join(tmpdir(), 'baro-test-'));

/** A suite that is one command: it passes or it fails. */
const command = (...args) => ({
  run: async () =>
    (await npx(args)) === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 },
});

/** A vitest configuration; its own report counts the tests. */
const vitest = (config) => ({
  run: async (name) => {
    const report = join(folder, `${name}.json`);
    const code = await npx([
      'vitest',
      'run',
      '--config',
      config,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ]);
    const counts = await readFile(report, 'utf8').then(JSON.parse, () => undefined);
    if (!counts) return { passed: 0, failed: 1, skipped: 0 };
    const { numPassedTests: passed, numFailedTests, numPendingTests, numTodoTests } = counts;
    // A suite that cannot be loaded has no failed test, and has failed all the same.
    const failed = numFailedTests > 0 || code === 0 ? numFailedTests : 1;
    return { passed, failed, skipped: numPendingTests + numTodoTests };
  },
});

/** A program that closes with a line that counts. In CI, where a window may fail to come up, it has a second try. */
const counting = (...args) => ({
  run: async () => {
    const first = await node(args);
    const { code, output } = first.code !== 0 && process.env.CI ? await node(args) : first;
    const line = [...output.matchAll(/^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/gm)].at(-1);
    if (!line) return { passed: 0, failed: code === 0 ? 0 : 1, skipped: code === 0 ? 1 : 0 };
    const [passed, failed, skipped] = line.slice(1).map((count) => Number(count ?? 0));
    return { passed, failed: failed > 0 || code === 0 ? failed : 1, skipped };
  },
});

const SUITES = {
  lint: command('biome', 'ci', '.'),
  types: command('tsc', '--noEmit'),
  svelte: command(
    'svelte-check',
    '--tsconfig',
    'webview/tsconfig.json',
    '--fail-on-warnings',
    '--output',
    'human',
  ),
  layers: command('depcruise', '--config', '.dependency-cruiser.mjs', 'src', 'webview'),
  unused: command('knip'),
  unit: vitest('vitest.config.ts'),
  webview: vitest('vitest.webview.config.ts'),
  whole: vitest('vitest.whole.config.ts'),
  integration: counting('--import', './scripts/typescript.mjs', 'test/vscode/run-integration.ts'),
  e2e: vitest('vitest.e2e.config.ts'),
  'real-clis': vitest('vitest.real-clis.config.ts'),
};

const wanted = process.argv.slice(2);
/** It installs 0.9 GB, and is skipped unless it is named or asked for, as CI does. */
const isLeftOut = (name) => name === 'real-clis' && !process.env.BARO_REAL_CLIS && !wanted.includes(name);
const unknown = wanted.filter((name) => !(name in SUITES));
if (unknown.length > 0) {
  console.error(`There is no suite "${unknown.join('", "')}". There are: ${Object.keys(SUITES).join(', ')}.`);
  process.exit(2);
}

const total = { passed: 0, failed: 0, skipped: 0 };
try {
  if (!existsSync('node_modules')) await must('npm', ['ci', '--no-audit', '--no-fund']);
  await must(process.execPath, ['esbuild.config.mjs']);
  for (const [name, suite] of Object.entries(SUITES)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const begun = Date.now();
    console.log(`\n── ${name}`);
    const counts = isLeftOut(name) ? { passed: 0, failed: 0, skipped: 1 } : await suite.run(name);
    for (const key of Object.keys(total)) total[key] += counts[key];
    const seconds = Math.round((Date.now() - begun) / 1000);
    console.log(
      `── ${name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped in ${seconds} s`,
    );
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 ? 1 : 0;

async function npx(args) {
  return (await run('npx', ['--no-install', ...args])).code;
}

function node(args) {
  return run(process.execPath, args);
}

async function must(file, args) {
  const { code } = await run(file, args);
  if (code !== 0) throw new Error(`${file} ${args.join(' ')} failed with exit code ${code}`);
}

/** Runs a program, shows what it prints, and keeps it. */
function run(file, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      stdio: ['ignore', 'pipe', 'inherit'],
      shell: process.platform === 'win32',
    });
    let output = '';
    child.stdout.on('data', (data) => {
      process.stdout.write(data);
      output += data;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
