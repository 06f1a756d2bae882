import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startBaro } from './rig/baro.ts';
import { scripted, smallPlan, smallRepository } from './rig/small-run.ts';
import { type World, world } from './rig/world.ts';

/* What the system forbids is forbidden to nobody who is root: then another user has the repository, and runs baro. */

const isRoot = process.getuid?.() === 0;
const OTHER = '65534';

/** Runs `baro` as somebody to whom the system may say no. */
function baroOf(place: World, args: readonly string[]) {
  if (isRoot) execFileSync('chown', ['-R', `${OTHER}:${OTHER}`, place.folder]);
  const within = isRoot ? ['setpriv', `--reuid=${OTHER}`, `--regid=${OTHER}`, '--clear-groups'] : [];
  return startBaro(args, { cwd: place.repo, env: place.env, within }).ended;
}

test.skipIf(process.platform !== 'linux')(
  'an object store that takes no writes is found before anything is made',
  async () => {
    const place = world(smallRepository);
    const objects = join(place.repo, '.git', 'objects');
    const spread = readdirSync(objects).filter((name) => name.length === 2);
    const [first = ''] = spread.sort();
    const shut = spread.map((name) => join(objects, name));
    for (const folder of shut) chmodSync(folder, 0o555);
    onTestFinished(() => {
      for (const folder of shut) chmodSync(folder, 0o755);
    });
    const { status, stderr } = await baroOf(place, [...scripted(place.folder), '--yes', smallPlan.goal]);
    expect(stderr).toContain(
      `git cannot keep commits: the folder ${join(objects, first)} and ${spread.length - 1} more like it cannot be written.`,
    );
    expect(status).toBe(2);
    expect(existsSync(join(place.repo, '.git', 'baro'))).toBe(false);
  },
);
