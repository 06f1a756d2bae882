/** Bundles the eval and runs it; `npm run eval -- --llm openai --task retry`. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const out = mkdtempSync(join(tmpdir(), 'baro-eval-'));
try {
  const outfile = join(out, 'eval.mjs');
  buildSync({
    entryPoints: [fileURLToPath(new URL('eval.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    target: 'node20',
    loader: { '.md': 'text' },
    external: ['vscode'],
    logLevel: 'error',
  });
  const tasks = fileURLToPath(new URL('tasks', import.meta.url));
  const { status } = spawnSync(process.execPath, [outfile, '--tasks', tasks, ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
} finally {
  rmSync(out, { recursive: true, force: true });
}
