import { execFileSync } from 'node:child_process';

/** Builds the product once for all tests of whole runs. */
export function setup(): void {
  execFileSync(process.execPath, ['esbuild.config.mjs'], { stdio: 'inherit' });
}
