import { join } from 'node:path';
import { listFiles, PackageManager } from '@vscode/vsce';
import { expect, test } from 'vitest';

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
