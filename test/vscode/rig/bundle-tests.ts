import { readdir } from 'node:fs/promises';
import { build } from 'esbuild';

/** One CommonJS file for the extension host of all `*.test.ts` in a folder; its `run` is that of `suite.ts` there. */
export const bundleTests = async (folder: string, outfile: string): Promise<void> => {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.test.ts')).sort();
  const imports = files.map((name) => `import ${JSON.stringify(`./${name}`)};`);
  await build({
    stdin: { contents: [...imports, "export { run } from './suite.ts';"].join('\n'), resolveDir: folder },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    external: ['vscode'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
};
