import { context } from 'esbuild';
import svelte from 'esbuild-svelte';

const watch = process.argv.includes('--watch');

/** Turns `import text from 'worker:./x.ts'` into the bundled script as a string: a webview may start workers only from blobs. */
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

/** The dashboard: what loads at once is small; the highlighter's languages come when a diff is opened. */
export const dashboard = {
  entryPoints: { main: 'webview/main.ts' },
  outdir: 'dist/webview',
  bundle: true,
  format: 'esm',
  splitting: true,
  minify: true,
  target: 'chrome128',
  conditions: ['svelte', 'browser', 'production'],
  define: { 'process.env.NODE_ENV': '"production"' },
  chunkNames: 'chunk-[hash]',
  legalComments: 'none',
  metafile: true,
  plugins: [
    workers,
    svelte({
      compilerOptions: { css: 'external', dev: false },
      filterWarnings: ({ filename }) => !filename?.includes('node_modules'),
    }),
  ],
};

const builds = [dashboard];

if (process.argv[1] === import.meta.filename)
  for (const options of builds) {
    const build = await context({ logLevel: 'info', ...options });
    if (watch) await build.watch();
    else {
      await build.rebuild();
      await build.dispose();
    }
  }
