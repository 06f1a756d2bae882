import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clisFolder } from './clis.ts';

const dependencies = {
  '@anthropic-ai/claude-code': '2.1.197',
  '@openai/codex': '0.169.0',
  'opencode-ai': '1.18.33',
};

/** Installs the CLIs once. Their install scripts only pick a native package, which the tests find themselves. */
export function setup(): void {
  if (existsSync(join(clisFolder, 'node_modules/.package-lock.json'))) return;
  mkdirSync(clisFolder, { recursive: true });
  writeFileSync(join(clisFolder, 'package.json'), JSON.stringify({ private: true, dependencies }));
  execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: clisFolder,
    stdio: 'inherit',
  });
}
