import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { World } from './world.ts';

/** Whether this system lets somebody who is nobody special mount a disk that only they see. */
export const canMount =
  process.platform === 'linux' &&
  spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0;

/** A disk of its own where a folder was, with the folder's files on it, for those who are started `within` it. */
export type SmallDisk = {
  /** What goes before a command to run it there. */
  readonly within: readonly string[];
  /** The same path, as it is there. */
  seen(path: string): string;
  /** Leaves so many kilobytes free. */
  fill(kilobytes: number): void;
  empty(): void;
};

export async function smallDisk(
  { repo, env }: Pick<World, 'repo' | 'env'>,
  folder: string,
  megabytes: number,
): Promise<SmallDisk> {
  const mount = `
    mkdir -p "$0" && cp -a "$0" "$0.kept" && mount -t tmpfs -o size=${megabytes}m none "$0" &&
    cp -a "$0.kept/." "$0/" && echo mounted && exec sleep 600`;
  const holder = spawn('unshare', ['-rm', 'sh', '-c', mount, folder], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void holder.kill('SIGKILL'));
  await once(holder.stdout, 'data');
  const enter = ['nsenter', '-t', `${holder.pid}`, '-U', '-m', '--preserve-credentials'];
  const run = (command: string) =>
    execFileSync(enter[0] ?? '', [...enter.slice(1), 'sh', '-c', command, folder]);
  return {
    within: [...enter, 'sh', '-c', 'cd "$0" && exec "$@"', repo],
    seen: (path) => join(`/proc/${holder.pid}/root`, path),
    fill: (kilobytes) =>
      void run(
        `free=$(df -k --output=avail "$0" | tail -1); head -c $(( (free - ${kilobytes}) * 1024 )) /dev/zero > "$0/filler"`,
      ),
    empty: () => void run('rm "$0/filler"'),
  };
}
