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
  return spawn(process.execPath, ['-e', built.outputFiles[0]?.text ?? ''], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
