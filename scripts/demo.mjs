/*
 * A whole run on a sample repository, from a fresh clone: installs and builds what is missing, then `baro demo` with
 * whatever options follow. `npm run demo -- --llm openai` asks a real model.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const clone = join(import.meta.dirname, '..');
const windows = process.platform === 'win32';

function must(file, args, options = {}) {
  const { status, error } = spawnSync(file, args, { cwd: clone, stdio: 'inherit', ...options });
  if (status === 0) return;
  console.error(`${file} ${args.join(' ')} failed${error ? `: ${error.message}` : ''}.`);
  process.exit(2);
}

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 15)) {
  console.error(`Node ${process.versions.node} is too old; the demo needs 20.15 or newer.`);
  process.exit(2);
}
if (!existsSync(join(clone, 'node_modules', 'esbuild')))
  must(windows ? 'npm.cmd' : 'npm', ['ci', '--no-audit', '--no-fund'], { shell: windows });
must(process.execPath, ['esbuild.config.mjs']);

const cli = join(clone, 'dist', 'engine', 'cli.mjs');
const child = spawn(process.execPath, [cli, 'demo', ...process.argv.slice(2)], { stdio: 'inherit' });
process.on('SIGINT', () => {}); // the run hears it itself, and stops so that it can be resumed
child.on('close', (status) => {
  process.exitCode = status ?? 130;
});
