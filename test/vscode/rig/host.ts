import { join } from 'node:path';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { CannotRun } from './cannot-run.ts';
import { findChromium } from './chromium.ts';
import { installServer } from './install.ts';
import { cacheFolder } from './paths.ts';

export type Host = { readonly name: string; readonly executable: string };

const { BARO_TEST_VSCODE: asked, DISPLAY, WAYLAND_DISPLAY } = process.env;
const serverCanRun = process.platform === 'linux' && process.arch === 'x64';

/**
 * The VS Code that runs the tests inside its extension host: `BARO_TEST_VSCODE=desktop|server`, else a desktop where
 * there is a screen and it can be downloaded, else the server.
 */
export const chooseHost = async (): Promise<Host> => {
  if (asked === 'server') return server();
  if (asked === 'desktop') return desktop();
  if (asked) throw new Error(`BARO_TEST_VSCODE is desktop or server, not "${asked}".`);
  if (serverCanRun && !DISPLAY && !WAYLAND_DISPLAY) return server();
  try {
    return await desktop();
  } catch (error) {
    if (!serverCanRun) throw error;
    console.log((error as Error).message);
    return server();
  }
};

const desktop = async (): Promise<Host> => {
  try {
    const executable = await downloadAndUnzipVSCode({ cachePath: join(cacheFolder, 'desktop') });
    return { name: 'a desktop VS Code', executable };
  } catch (cause) {
    throw new CannotRun('A desktop VS Code could not be downloaded.', { cause });
  }
};

const server = async (): Promise<Host> => {
  await installServer();
  await findChromium();
  return {
    name: 'a VS Code server with a headless browser',
    executable: join(import.meta.dirname, 'code.mjs'),
  };
};
