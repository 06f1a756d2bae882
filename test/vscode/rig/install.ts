import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CannotRun } from './cannot-run.ts';
import { cacheFolder } from './paths.ts';
import { entryPath, install, nodePath, packages } from './recipe.ts';

export type InstalledServer = { readonly node: string; readonly entry: string };

const stampName = 'installed.json';

/**
 * VS Code as a server, installed once into the cache folder. The folder appears under its name only when it is
 * complete, so that an interrupted install is never mistaken for one, and two at once do not disturb each other.
 */
export const installServer = async (
  folder = join(cacheFolder, 'code-server'),
  fill = install,
): Promise<InstalledServer> => {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new CannotRun(
      `The VS Code server of the test rig is made of Linux x64 packages, and this is ${process.platform} ${process.arch}.`,
    );
  }
  if (!(await isInstalled(folder))) await installAside(folder, fill);
  return { node: join(folder, nodePath), entry: join(folder, entryPath) };
};

const isInstalled = async (folder: string): Promise<boolean> => {
  const stamp = await readFile(join(folder, stampName), 'utf8').catch(() => undefined);
  return stamp === JSON.stringify(packages);
};

const installAside = async (folder: string, fill: typeof install): Promise<void> => {
  await removeAbandoned(folder);
  const aside = `${folder}.partial-${process.pid}`;
  await mkdir(aside, { recursive: true });
  try {
    await fill(aside);
    await writeFile(join(aside, stampName), JSON.stringify(packages));
    if (await isInstalled(folder)) return;
    await rm(folder, { recursive: true, force: true });
    await rename(aside, folder);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
};

/** Removes what installs left behind whose process is gone. */
const removeAbandoned = async (folder: string): Promise<void> => {
  const siblings = await readdir(dirname(folder)).catch(() => []);
  for (const name of siblings) {
    const pid = name.startsWith(`${basename(folder)}.partial-`) && name.split('-').at(-1);
    if (pid && !existsSync(`/proc/${pid}`)) {
      await rm(join(dirname(folder), name), { recursive: true, force: true });
    }
  }
};
