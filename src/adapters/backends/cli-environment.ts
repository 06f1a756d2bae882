import { isAbsolute } from 'node:path';
import type { ThinkRequest } from '../../engine/backend.ts';
import { childEnvironment } from '../environment.ts';
import type { CliOptions } from './cli-options.ts';

/** Where a CLI finds the person's sign-in. A story may have a home of its own; its agent's CLI may not. */
const HOME = ['HOME', 'USERPROFILE', 'HOMEDRIVE', 'HOMEPATH', 'APPDATA', 'LOCALAPPDATA', 'XDG_CONFIG_HOME'];

/** Where a CLI keeps its settings. What is relative to the folder that it works in, the repository would decide. */
const SETTINGS = ['CODEX_HOME', 'CLAUDE_CONFIG_DIR'];

/** What a CLI runs with: what the commands of its agent are given, the person's home, and the CLI's own variables. */
export function cliEnvironment(
  { env, labels }: Pick<ThinkRequest<unknown>, 'env' | 'labels'>,
  { env: host, allow = [] }: Pick<CliOptions, 'env' | 'allow'>,
  own: readonly string[],
): Record<string, string> {
  const allowed = childEnvironment(host, { allow: [...own, ...allow] });
  for (const name of SETTINGS) if (!isAbsolute(allowed[name] ?? '')) delete allowed[name];
  const home = Object.entries(allowed).filter(([name]) => HOME.includes(name));
  return { ...allowed, ...env, ...Object.fromEntries(home), BARO_RUN: labels.run };
}
