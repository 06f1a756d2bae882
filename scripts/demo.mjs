/*
 * `npm run demo`: a whole run on the sample repository, with its own set-up. Without options its answers are recorded, so
 * it needs no key; `npm run demo -- --llm openai` asks a real model.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const options = process.argv.slice(2);
const scripted = !options.includes('--llm');

const must = (file, args) => {
  const { status } = spawnSync(file, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) process.exit(status ?? 1);
};
if (!existsSync('node_modules')) must('npm', ['install', '--no-save', '--no-audit', '--no-fund']);
must(process.execPath, ['esbuild.config.mjs']);

const folder = mkdtempSync(join(tmpdir(), 'baro-demo-'));
const repo = join(folder, 'table-booking');
const examples = join(import.meta.dirname, '..', 'examples');
cpSync(join(examples, 'table-booking'), repo, { recursive: true });
const person = {
  GIT_AUTHOR_NAME: 'Demo',
  GIT_AUTHOR_EMAIL: 'demo@localhost',
  GIT_COMMITTER_NAME: 'Demo',
  GIT_COMMITTER_EMAIL: 'demo@localhost',
};
const env = { ...process.env, ...person };
const git = (...args) => execFileSync('git', args, { cwd: repo, env, encoding: 'utf8' });
git('init', '-q', '-b', 'main');
git('add', '-A');
git('commit', '-q', '-m', 'A small restaurant');

console.log(
  scripted ? '\nScripted: the answers are recorded, no AI takes part. Everything else is real.\n' : '',
);
const begun = Date.now();
const child = spawn(
  process.execPath,
  [
    join(import.meta.dirname, '..', 'dist', 'engine', 'cli.mjs'),
    'run',
    '--goal-file',
    join(examples, 'table-booking.goal.md'),
    ...(scripted ? ['--llm', 'scripted', '--script', join(examples, 'table-booking.script.json')] : []),
    '--local-only',
    '--yes',
    ...options,
  ],
  { cwd: repo, env, stdio: 'inherit' },
);
const stop = () => {}; // the run hears the signal itself, and stops so that it can be resumed
process.on('SIGINT', stop);
child.on('close', (status) => {
  const runs = join(repo, '.git', 'baro', 'runs');
  const run = existsSync(runs) ? join(runs, readdirSync(runs).sort().at(-1) ?? '') : undefined;
  const text = run && join(run, 'pull-request.md');
  if (text && existsSync(text)) console.log(`\n─── the pull request ───\n\n${readFileSync(text, 'utf8')}`);
  console.log(`It took ${Math.round((Date.now() - begun) / 1000)} s. To look around:`);
  console.log(`  repository    ${repo}`);
  if (run) console.log(`  log           ${join(run, 'log.jsonl')}`);
  if (text && existsSync(text)) console.log(`  pull request  ${text}`);
  console.log(`  branch        git -C ${repo} log --oneline --all`);
  console.log(`To remove it: rm -rf ${folder}`);
  process.exitCode = status ?? 130;
});
