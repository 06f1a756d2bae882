/** `npm run screenshots [-- baro.vsix]`: photographs the packaged extension into media/screenshots/. */
import { join } from 'node:path';
import { projectFolder } from '../rig/paths.ts';
import { makeRepository } from '../rig/repository.ts';
import { packageBaro } from '../rig/vsix.ts';
import { demo } from './demo.ts';
import { takePictures } from './take.ts';

const pictures = {
  themes: ['dark', 'light', 'high-contrast', 'high-contrast-light'],
  sizes: { wide: { width: 1440, height: 900 }, narrow: { width: 900, height: 1000 } },
  folder: join(projectFolder, 'media/screenshots'),
} as const;

const extensionVsix = process.argv[2] ?? (await packageBaro());
const workspace = await makeRepository({ 'README.md': '# Workspace\n' });
try {
  await takePictures(pictures, { extensionVsix, workspaceFolder: workspace.folder }, demo);
} finally {
  await workspace.remove();
}
