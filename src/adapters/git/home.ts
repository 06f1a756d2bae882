import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** Baro's own folder: `BARO_HOME`, else where the platform keeps what programs keep. */
export function baroHome(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
): string {
  if (env['BARO_HOME']) return env['BARO_HOME'];
  const home = env['HOME'] ?? env['USERPROFILE'] ?? homedir();
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'baro');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'baro');
  return join(env['XDG_DATA_HOME'] ?? join(home, '.local', 'share'), 'baro');
}

/** The folder of all worktrees of a repository, a folder a run in it; one repository, one hash, whatever its name. */
export function repositoryWorktrees(home: string, commonDir: string): string {
  const folder = basename(commonDir) === '.git' ? dirname(commonDir) : commonDir;
  const name =
    basename(folder)
      .replace(/[^A-Za-z0-9._-]+/g, '-')
      .replace(/^[.-]+/, '')
      .slice(0, 40) || 'repository';
  return join(home, 'worktrees', `${name}-${hash(commonDir).slice(0, 8)}`);
}

/** Where the worktrees of one run are. */
export const worktreeRoot = (home: string, commonDir: string, runId: string) =>
  join(repositoryWorktrees(home, commonDir), runId);

/** The folder for temporary files of a run's stories. It is short: the path of a socket in it may have 104 characters in all. */
export const temporaryRoot = (home: string, commonDir: string, runId: string) =>
  join(home, 't', hash(`${commonDir}/${runId}`).slice(0, 6));

/** The part of it for one worktree. */
export const temporaryFolder = (root: string, name: string) => join(root, hash(name).slice(0, 5));

const hash = (text: string) => createHash('sha256').update(text).digest('hex');
