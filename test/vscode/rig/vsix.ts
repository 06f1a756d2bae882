import { join } from 'node:path';
import { command } from './command.ts';
import { projectFolder } from './paths.ts';

const vsce = join(projectFolder, 'node_modules/@vscode/vsce/vsce');

/** Packages an extension as it is published: its bundle, without node_modules. */
export const packageVsix = async (folder: string, vsix: string): Promise<void> => {
  const args = ['package', '--no-dependencies', '--allow-missing-repository', '--out', vsix];
  await command(process.execPath, [vsce, ...args], { cwd: folder });
};
