import { buildSync } from 'esbuild';

/** Bundles a TypeScript file, and all it imports, into one that Node runs. */
export const bundle = (file, outfile) =>
  buildSync({
    entryPoints: [file],
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
