import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { command } from './command.ts';
import type { InstalledServer } from './install.ts';
import { leashed } from './leashed.ts';

export type Server = {
  /** `127.0.0.1:PORT`. */
  readonly authority: string;
  /** Lets go of the server; resolves when all its processes and its folder are gone. */
  close(): Promise<void>;
};

export type ServerOptions = {
  /** Holds user data and extensions; removed when the server ends, in whatever way. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
};

const startMilliseconds = 60_000;

/** `--config`: otherwise the server writes one into the person's home. */
const places = (folder: string): string[] => [
  ...['--user-data-dir', join(folder, 'data')],
  ...['--extensions-dir', join(folder, 'extensions')],
  ...['--config', '/dev/null'],
];

export const startServer = async (
  { node, entry }: InstalledServer,
  { folder, env }: ServerOptions,
): Promise<Server> => {
  const args = [
    ...places(folder),
    ...['--auth', 'none', '--bind-addr', '127.0.0.1:0', '--ignore-last-opened'],
    ...['--disable-telemetry', '--disable-update-check', '--disable-getting-started-override'],
    '--disable-workspace-trust',
  ];
  const child = leashed(folder, [node, entry, ...args], env);
  const gone = once(child, 'exit');
  const close = async () => {
    child.stdin.end();
    await gone;
  };
  try {
    return { authority: await listening(child), close };
  } catch (error) {
    await close();
    throw error;
  }
};

/** The address that the server names when it listens. */
const listening = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let output = '';
    const read = (chunk: unknown) => {
      output = (output + chunk).slice(-8_000);
      const authority = /server listening on http:\/\/(127\.0\.0\.1:\d+)/.exec(output)?.[1];
      if (authority) resolve(authority);
    };
    const fail = (what: string) => reject(new Error(`The VS Code server ${what}:\n${output}`));
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => fail(`ended with ${code}`));
    setTimeout(fail, startMilliseconds, 'did not start in time').unref();
  });

/** Puts a packaged extension where the next server on this folder finds it. */
export const installExtension = async (
  { node, entry }: InstalledServer,
  { folder, env }: ServerOptions,
  vsix: string,
): Promise<void> => {
  await command(node, [entry, ...places(folder), '--install-extension', vsix], { env });
};
