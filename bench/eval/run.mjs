/** Bundles the eval and runs it; `npm run eval -- --llm openai --task retry`. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from '../bundle.mjs';

const out = mkdtempSync(join(tmpdir(), 'baro-eval-'));
try {
  const outfile = join(out, 'eval.mjs');
  bundle(fileURLToPath(new URL('eval.ts', import.meta.url)), outfile);
  const tasks = fileURLToPath(new URL('tasks', import.meta.url));
  const { status } = spawnSync(process.execPath, [outfile, '--tasks', tasks, ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
} finally {
  rmSync(out, { recursive: true, force: true });
}
