import { cp, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { context } from 'esbuild';

const watch = process.argv.includes('--watch');

const node = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  minify: !watch,
  keepNames: true,
  sourcemap: watch,
  legalComments: 'none',
  loader: { '.md': 'text' },
  metafile: true,
};

/** What a front end asks for with `import()`: loaded when it is first needed, from a file of its own. */
const LAZY = [
  'src/run/open-runs.ts',
  'src/run/start-repository.ts',
  'src/vscode/dashboard/incoming.ts',
  'src/adapters/backends/native.ts',
  'src/adapters/processes.ts',
];

const lazily = {
  name: 'lazily',
  setup(build) {
    build.onResolve({ filter: /^\.\.?\// }, ({ path, kind }) => {
      if (kind !== 'dynamic-import') return undefined;
      const file = basename(path, '.ts');
      if (!LAZY.some((lazy) => basename(lazy, '.ts') === file))
        return { errors: [{ text: `${path} is imported lazily, but is not in the list of what is` }] };
      return { path: `./lazy/${file}.mjs`, external: true };
    });
  },
};

/** Activated in every window: small, with nothing heavy in it. */
const extension = {
  ...node,
  entryPoints: { extension: 'src/extension.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  external: ['vscode'],
  plugins: [lazily],
};

/** The engine and the SDKs; each SDK is a chunk that only its backend asks for. */
const engine = {
  ...node,
  entryPoints: LAZY,
  outdir: 'dist/lazy',
  entryNames: '[name]',
  chunkNames: 'chunk-[hash]',
  outExtension: { '.js': '.mjs' },
  format: 'esm',
  splitting: true,
  // Bundled CommonJS packages still call `require` for what Node itself brings.
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
};

const builds = [extension, engine];

if (process.argv[1] === import.meta.filename) {
  await rm('dist', { recursive: true, force: true });
  await cp('examples', 'dist/demo', { recursive: true });
  for (const options of builds) {
    const build = await context({ logLevel: 'warning', ...options });
    if (watch) await build.watch();
    else {
      await build.rebuild();
      await build.dispose();
    }
  }
}
