import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { ThinkRequest } from '../../engine/backend.ts';
import type { Effort } from '../../model/route.ts';
import type { Environment } from '../environment.ts';
import { cliEnvironment } from './cli-environment.ts';
import type { CliOptions } from './cli-options.ts';

const EFFORT: Readonly<Partial<Record<Effort, string>>> = { max: 'xhigh' };

/** Keys that the CLI needs are not for the commands that its agent runs. */
const KEYLESS =
  'shell_environment_policy={inherit="all",ignore_default_excludes=false,exclude=["OPENAI_*","CODEX_*"]}';

/** Without these there is nothing to do but answer. */
const TOOLLESS = [
  'features.shell_tool=false',
  'features.multi_agent=false',
  'features.goals=false',
  'web_search="disabled"',
];

/**
 * The command line of one turn; the prompt comes by stdin. A folder that is not trusted brings no settings, hooks or
 * MCP servers of its own, though the person may trust the repository it is a worktree of. A provider that is
 * not reached ends the turn: without being told so, the CLI waits for it without end.
 */
export function codexArguments(
  { mode, route }: Pick<ThinkRequest<unknown>, 'mode' | 'route'>,
  {
    folders,
    schema,
    thread,
  }: {
    /** The working folder, by all its names. */
    readonly folders: readonly [string, ...string[]];
    readonly schema: string | undefined;
    readonly thread: string | undefined;
  },
): readonly string[] {
  const untrusted = folders.map((folder) => `${JSON.stringify(folder)}={trust_level="untrusted"}`);
  const settings = [
    `projects={${untrusted.join(',')}}`,
    KEYLESS,
    'features.unbounded_connection_retries=false',
    ...(mode === 'work' ? [] : ['features.hooks=false', 'features.apps=false']),
    ...(mode === 'ask' ? TOOLLESS : []),
    ...(route.effort ? [`model_reasoning_effort="${EFFORT[route.effort] ?? route.effort}"`] : []),
  ];
  return [
    ...['exec', '--json', '--color', 'never', '--skip-git-repo-check', '--ignore-rules'],
    ...['--sandbox', mode === 'work' ? 'workspace-write' : 'read-only', '-C', folders[0]],
    ...(mode === 'ask' ? ['--ephemeral'] : []),
    ...(route.model ? ['-m', route.model] : []),
    ...(schema ? ['--output-schema', schema] : []),
    ...settings.flatMap((setting) => ['-c', setting]),
    ...(thread ? ['resume', thread] : []),
    '-',
  ];
}

/** What a Codex that Baro happens to run under has said to its own children. */
const INHERITED = /^CODEX_(SANDBOX|THREAD_ID|SESSION_ID|CI$|TOOL_CALL_ID|MANAGED_)/;

export function codexEnvironment(
  request: Pick<ThinkRequest<unknown>, 'env' | 'labels'>,
  options: Pick<CliOptions, 'env' | 'allow'>,
): Record<string, string> {
  const env = cliEnvironment(request, options, ['OPENAI_*', 'CODEX_*']);
  for (const name of Object.keys(env)) if (INHERITED.test(name)) delete env[name];
  const home = codexHome(options.env);
  return { ...env, ...(existsSync(home) ? { CODEX_HOME: home } : {}) };
}

/** Where the CLI keeps its sign-in and settings: never where the repository says. */
export const codexHome = ({ CODEX_HOME, HOME, USERPROFILE }: Environment): string =>
  CODEX_HOME && isAbsolute(CODEX_HOME) ? CODEX_HOME : join(HOME || USERPROFILE || '', '.codex');
