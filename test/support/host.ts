import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

/** Runs TypeScript that imports from `src/` in a process of its own, one that a test may kill. */
export function startHost(code: string): ReturnType<typeof spawn> {
  const built = buildSync({
    stdin: { contents: code, resolveDir: fileURLToPath(new URL('../..', import.meta.url)), loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    write: false,
  });
  const host = spawn(process.execPath, ['-'], { stdio: ['pipe', 'pipe', 'inherit'] });
  host.stdin.end(built.outputFiles[0]?.text); // an argument may not be that long
  return host;
}
