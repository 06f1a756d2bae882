import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { World } from './world.ts';

/** A bare repository beside the world's, pushed to as if it were `acme/shop` on GitHub; gives plain git in it. */
export function remoteOf({ folder, repo, git, env }: World) {
  const remote = join(folder, 'remote.git');
  git('clone', '-q', '--bare', repo, remote);
  git('remote', 'add', 'origin', 'https://github.com/acme/shop.git');
  git('remote', 'set-url', '--push', 'origin', remote);
  return (...args: string[]) =>
    execFileSync('git', args, {
      cwd: remote,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trimEnd();
}
