import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

// Otherwise esbuild keeps a process of its own beside ours. (Hooks have an environment of their own, too.)
process.env.ESBUILD_WORKER_THREADS = '0';
const { transformSync } = await import('esbuild');

/** Node's hook: https://nodejs.org/api/module.html#loadurl-context-nextload */
export const load = async (url, context, nextLoad) => {
  if (!url.endsWith('.ts')) return nextLoad(url, context);
  const sourcefile = fileURLToPath(url);
  const { code } = transformSync(await readFile(sourcefile, 'utf8'), {
    loader: 'ts',
    target: 'node20',
    sourcefile,
    sourcemap: 'inline',
  });
  return { format: 'module', source: code, shortCircuit: true };
};
