import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { context } from 'esbuild';
import svelte from 'esbuild-svelte';

const { version } = JSON.parse(await readFile('package.json', 'utf8'));
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
      return { path: `./engine/${file}.mjs`, external: true };
    });
  },
};

/** One copy of VS Code's interface for all: each file would else make its own of some hundred names when it is loaded. */
const oneEditor = {
  name: 'one-editor',
  setup(build) {
    build.onResolve({ filter: /^vscode$/ }, ({ namespace }) =>
      namespace === 'editor' ? { path: 'vscode', external: true } : { path: 'vscode', namespace: 'editor' },
    );
    build.onLoad({ filter: /.*/, namespace: 'editor' }, () => ({ contents: "export * from 'vscode';" }));
  },
};

/** Activated in every window: small, with nothing heavy in it. */
export const extension = {
  ...node,
  entryPoints: { extension: 'src/extension.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  plugins: [oneEditor, lazily],
};

/** The command line, the engine and the SDKs; each SDK is a chunk that only its backend asks for. */
const engine = {
  ...node,
  entryPoints: ['src/cli.ts', ...LAZY],
  define: { BARO_VERSION: JSON.stringify(version) },
  outdir: 'dist/engine',
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

/** Makes `worker:./x.ts` a module that exports the bundled script: a webview may start workers only from blobs. */
const workers = {
  name: 'workers',
  setup(build) {
    build.onResolve({ filter: /^worker:/ }, async ({ path, resolveDir }) => {
      const found = await build.resolve(path.slice('worker:'.length), {
        resolveDir,
        kind: 'import-statement',
      });
      return { path: found.path, namespace: 'worker' };
    });
    build.onLoad({ filter: /.*/, namespace: 'worker' }, async ({ path }) => {
      const { outputFiles, metafile } = await build.esbuild.build({
        entryPoints: [path],
        bundle: true,
        format: 'iife',
        minify: true,
        write: false,
        metafile: true,
      });
      return {
        contents: `export const script = ${JSON.stringify(outputFiles[0].text)};`,
        watchFiles: Object.keys(metafile.inputs),
      };
    });
  },
};

/** Leaves styles out of a build: those of components that load later would land in files that nobody links. */
const noStyles = {
  name: 'no-styles',
  setup(build) {
    build.onLoad({ filter: /\.css$/ }, () => ({ contents: '', loader: 'empty' }));
    build.onLoad({ filter: /./, namespace: 'fakecss' }, () => ({ contents: '', loader: 'empty' }));
  },
};

/** Writes one stylesheet for all components, whenever they load. */
const allStyles = {
  name: 'all-styles',
  setup(build) {
    build.onEnd(async ({ outputFiles = [] }) => {
      for (const { path, contents } of outputFiles)
        if (path.endsWith('.css')) {
          await mkdir(dirname(path), { recursive: true });
          await writeFile(path, contents);
        }
    });
  },
};

const components = svelte({
  compilerOptions: { css: 'external', dev: false },
  filterWarnings: ({ filename }) => !filename?.includes('node_modules'),
});

const page = {
  entryPoints: { main: 'webview/main.ts' },
  outdir: 'dist/webview',
  bundle: true,
  format: 'esm',
  minify: true,
  target: 'chrome128',
  conditions: ['svelte', 'browser', 'production'],
  define: { 'process.env.NODE_ENV': '"production"' },
  legalComments: 'none',
  metafile: true,
};

/** The dashboard: what loads at once is small; the log, the highlighter and the like come when they are asked for. */
export const dashboard = {
  ...page,
  splitting: true,
  chunkNames: 'chunk-[hash]',
  plugins: [workers, noStyles, components],
};
export const styles = { ...page, write: false, plugins: [workers, components, allStyles] };

/** The dashboard in one script and one stylesheet, for runs that are exported as a page of their own. */
const exported = {
  ...page,
  entryPoints: { exported: 'webview/exported.ts' },
  format: 'iife',
  plugins: [workers, components],
};

const builds = [extension, engine, dashboard, styles, exported];

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
