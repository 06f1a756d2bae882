/** Bundles every bench and runs it in a process of its own; `npm run bench [name]` runs those whose name holds it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const wanted = process.argv[2] ?? '';
/** What needs a bundler, a browser or the files beside it cannot be bundled itself: it runs as it is. */
const AS_IT_IS = new Set(['brains-cli.bench.ts', 'editor.bench.ts', 'webview.bench.ts']);
const out = mkdtempSync(join(tmpdir(), 'baro-bench-'));
let failed = false;
try {
  for (const file of readdirSync(here).filter(
    (name) => name.endsWith('.bench.ts') && name.includes(wanted),
  )) {
    const outfile = join(out, file.replace(/\.ts$/, '.mjs'));
    const direct = AS_IT_IS.has(file);
    if (!direct) bundle(join(here, file), outfile);
    console.log(`\n${file.replace('.bench.ts', '')}`);
    const args = direct
      ? ['--import', new URL('../scripts/typescript.mjs', import.meta.url).href, join(here, file)]
      : ['--expose-gc', ...process.execArgv, outfile];
    const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
    failed ||= status !== 0;
  }
} finally {
  rmSync(out, { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;
