import { join } from 'node:path';
import { command } from './command.ts';
import { cacheFolder, projectFolder } from './paths.ts';

const vsce = join(projectFolder, 'node_modules/@vscode/vsce/vsce');

/** Packages an extension as it is published: its bundle, without node_modules. */
export const packageVsix = async (folder: string, vsix: string): Promise<void> => {
  const args = [
    'package',
    '--no-dependencies',
    '--allow-missing-repository',
    '--no-rewrite-relative-links',
    '--out',
    vsix,
  ];
  await command(process.execPath, [vsce, ...args], { cwd: folder });
};

/** Baro as it is built now, packaged; returns the file. */
export const packageBaro = async (): Promise<string> => {
  const vsix = join(cacheFolder, 'baro.vsix');
  await packageVsix(projectFolder, vsix);
  return vsix;
};
