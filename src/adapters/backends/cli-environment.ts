import type { ThinkRequest } from '../../engine/ports.ts';
import { childEnvironment } from '../environment.ts';

export type Variables = Readonly<Record<string, string | undefined>>;

/** Where a CLI finds the person's sign-in. A story may have a home of its own; its agent's CLI may not. */
const HOME = ['HOME', 'USERPROFILE', 'HOMEDRIVE', 'HOMEPATH', 'APPDATA', 'LOCALAPPDATA', 'XDG_CONFIG_HOME'];

/** What a CLI runs with: what the commands of its agent are given, the person's home, and the CLI's own variables. */
export function cliEnvironment(
  { env, labels }: Pick<ThinkRequest<unknown>, 'env' | 'labels'>,
  host: Variables,
  own: readonly string[],
): Record<string, string> {
  const allowed = childEnvironment(host, { allow: own });
  const home = Object.entries(allowed).filter(([name]) => HOME.includes(name));
  return { ...allowed, ...env, ...Object.fromEntries(home), BARO_RUN: labels.run };
}
