import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import * as z from 'zod';
import type { Environment } from '../environment.ts';
import { childEnvironment } from '../environment.ts';
import { lines } from '../processes.ts';
import { codexAccount } from './codex-account.ts';
import { codexHome } from './codex-command.ts';
import { jsonLine } from './json-line.ts';

export type Cli = 'claude' | 'codex';

export type Found =
  | {
      readonly command: readonly string[];
      readonly version: string;
      /** undefined: it does not say. */
      readonly signedIn: boolean | undefined;
      /** It is older than what Baro was tried with, so some flag may be unknown to it. */
      readonly old: boolean;
    }
  | { readonly problem: string };

type Known = {
  /** The version that Baro was tried with. */
  readonly tried: string;
  readonly install: string;
  /** Where installers put it that do not touch the PATH of a desktop. */
  readonly places: readonly string[];
};

const KNOWN: Readonly<Record<Cli, Known>> = {
  claude: {
    tried: '2.1.197',
    install: 'npm install -g @anthropic-ai/claude-code',
    places: ['~/.local/bin', '~/.claude/local', '/opt/homebrew/bin', '/usr/local/bin'],
  },
  codex: {
    tried: '0.169.0',
    install: 'npm install -g @openai/codex',
    places: ['~/.local/bin', '/opt/homebrew/bin', '/usr/local/bin'],
  },
};

/** The person's own CLI: where they say it is, else on the PATH, else where its installers put it. */
export async function discover(cli: Cli, env: Environment, configured?: string): Promise<Found> {
  const { tried, install } = KNOWN[cli];
  const path = configured || (await findCli(cli, env));
  if (!path) return { problem: `${cli} is not installed; get it with \`${install}\`` };
  if (!isAbsolute(path)) return { problem: `the path of ${cli} has to be absolute: ${path}` };
  const said = await run([path, '--version'], env);
  const version = /\d+\.\d+\.\d+/.exec(said.text)?.[0];
  if (said.exitCode !== 0 || !version)
    return {
      problem: `${path} does not tell its version: ${said.text.trim() || `exit code ${said.exitCode}`}`,
    };
  return {
    command: [path],
    version,
    signedIn: await isSignedIn(cli, path, env),
    old: isBefore(version, tried),
  };
}

export const findCli = (cli: Cli, env: Environment) => onPath(cli, env, KNOWN[cli].places);

/** The path of a program. Only absolute folders of the PATH count: what the current folder holds is the repository's. */
export async function onPath(
  name: string,
  env: Environment,
  places: readonly string[] = [],
): Promise<string | undefined> {
  const { PATH, Path, PATHEXT, HOME, USERPROFILE } = env;
  const windows = process.platform === 'win32';
  const home = HOME || USERPROFILE || '';
  const folders = [
    ...(PATH ?? Path ?? '').split(delimiter),
    ...places.map((place) => place.replace('~', home)),
  ];
  const endings = windows ? (PATHEXT ?? '.EXE;.CMD').split(';') : [''];
  for (const folder of folders.filter(isAbsolute))
    for (const ending of endings)
      if (await canRun(join(folder, name + ending))) return join(folder, name + ending);
  return undefined;
}

async function canRun(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

const Status = z.object({ loggedIn: z.boolean() });

async function isSignedIn(cli: Cli, path: string, env: Environment): Promise<boolean | undefined> {
  if (cli === 'codex') {
    if ((await codexAccount(codexHome(env), env)).signedIn) return true;
    return (await run([path, 'login', 'status'], env)).exitCode === 0;
  }
  const { text } = await run([path, 'auth', 'status'], env);
  return Status.safeParse(jsonLine(text)).data?.loggedIn;
}

async function run(
  argv: readonly string[],
  env: Environment,
): Promise<{ exitCode: number | null; text: string }> {
  const own = ['ANTHROPIC_*', 'CLAUDE_*', 'OPENAI_*', 'CODEX_*'];
  const child = lines(argv, {
    folder: tmpdir(),
    env: childEnvironment(env, { allow: own, extra: { DISABLE_AUTOUPDATER: '1' } }),
    silenceMs: 20_000,
    totalMs: 20_000,
    abort: new AbortController().signal,
  });
  let text = '';
  let step = await child.next();
  for (; !step.done; step = await child.next()) text += `${step.value}\n`;
  return { exitCode: step.value?.exitCode ?? null, text: text || (step.value?.stderr ?? '') };
}

function isBefore(version: string, other: string): boolean {
  const [a, b] = [version, other].map((one) => one.split('.').map(Number)) as [number[], number[]];
  const at = a.findIndex((part, index) => part !== b[index]);
  return at >= 0 && (a[at] ?? 0) < (b[at] ?? 0);
}
