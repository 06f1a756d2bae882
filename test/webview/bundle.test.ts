import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type BuildOptions, build } from 'esbuild';
import { expect, test } from 'vitest';
import { dashboard } from '../../esbuild.config.mjs';

const root = join(import.meta.dirname, '../..');
const { metafile, outputFiles } = await build({
  ...(dashboard as BuildOptions),
  metafile: true,
  write: false,
  absWorkingDir: root,
});
const contents = new Map(outputFiles.map((file) => [relative(root, file.path), file.contents]));
const main = 'dist/webview/main.js';

/** The files that are loaded before anything can be seen: the entry and what it imports statically. */
function initial(file = main, found = new Set<string>()): Set<string> {
  found.add(file);
  for (const { path, kind } of metafile.outputs[file]?.imports ?? [])
    if (kind === 'import-statement' && !found.has(path)) initial(path, found);
  return found;
}

test('what loads at once is at most 150 kB gzipped', () => {
  const bytes = [...initial()].reduce((sum, file) => sum + gzipSync(contents.get(file) ?? '').length, 0);
  expect(bytes).toBeLessThan(150_000);
});

test('zod is in no part of the dashboard, the highlighter not in what loads at once', () => {
  const inputs = (files: Iterable<string>) =>
    [...files].flatMap((file) => Object.keys(metafile.outputs[file]?.inputs ?? {}));
  expect(inputs(Object.keys(metafile.outputs)).filter((input) => input.includes('/zod/'))).toEqual([]);
  expect(inputs(initial()).filter((input) => input.includes('highlight.js'))).toEqual([]);
});
