import { join } from 'node:path';
import { listFiles, PackageManager } from '@vscode/vsce';
import { type BuildOptions, build } from 'esbuild';
import { expect, test } from 'vitest';
import { extension } from '../../esbuild.config.mjs';

test('of the pictures, the package holds those that the editor shows', async () => {
  const files = await listFiles({
    cwd: join(import.meta.dirname, '../..'),
    packageManager: PackageManager.None,
  });
  const pictures = files.filter((file) => file.startsWith('media/'));
  expect(pictures.filter((file) => !file.startsWith('media/walkthrough/')).toSorted()).toEqual([
    ...['media/baro.svg', 'media/icon.png', 'media/icon.svg'],
  ]);
  expect(files).toContain('media/walkthrough/demo.svg');
});

test('the extension asks for the interface of the editor once: each time, all of its names are copied', async () => {
  const { outputFiles } = await build({ ...(extension as BuildOptions), write: false });
  const [script] = outputFiles.filter(({ path }) => path.endsWith('extension.cjs'));
  expect(script?.text.match(/require\("vscode"\)/g)).toHaveLength(1);
});
