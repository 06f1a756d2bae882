import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ends, startBaro } from './rig/baro.ts';
import { eventsOf } from './rig/entries.ts';
import { scripted, smallPlan, smallRepository, smallScript } from './rig/small-run.ts';
import { type World, world } from './rig/world.ts';

/* What the system forbids is forbidden to nobody who is root: then another user has the repository, and runs baro. */

const isRoot = process.getuid?.() === 0;
const OTHER = '65534';

/** Runs `baro` as somebody to whom the system may say no. */
async function baroOf(place: World, args: readonly string[]) {
  const give = (user: string) => isRoot && execFileSync('chown', ['-R', `${user}:${user}`, place.folder]);
  const within = isRoot ? ['setpriv', `--reuid=${OTHER}`, `--regid=${OTHER}`, '--clear-groups'] : [];
  give(OTHER);
  const ended = await startBaro(args, { cwd: place.repo, env: place.env, within }).ended;
  give('0');
  return ended;
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

/** A run of the first story alone, whose agent runs a command before all else, and has one attempt. */
function runOfOne(place: World, command: string) {
  const [story] = smallPlan.stories;
  const plan = join(place.folder, 'plan.json');
  writeFileSync(plan, JSON.stringify({ ...smallPlan, stories: [story] }));
  const answers = smallScript.answers.map((answer) =>
    'steps' in answer ? { ...answer, steps: [{ tool: 'run_command', command }, ...answer.steps] } : answer,
  );
  const args = [...scripted(place.folder, { ...smallScript, answers }), '--plan', plan, '--attempts', '1'];
  return baroOf(place, [...args, '--local-only', '--yes']);
}

test.skipIf(process.platform !== 'linux')(
  'what a tool shut against its owner goes with the worktree',
  async () => {
    const place = world(smallRepository);
    ends(0, await runOfOne(place, 'mkdir shut && echo x > shut/x && chmod 555 shut .'));
    expect(eventsOf(place.log(), 'run.completed')).toMatchObject([{ outcome: 'done' }]);
    expect(place.leftovers()).toEqual([]);
  },
);

test.skipIf(process.platform !== 'linux')(
  'work that its agent shut against its owner is kept before the worktree goes',
  async () => {
    const place = world(smallRepository);
    const shut = 'echo x > x && chmod 000 x && mkdir shut && echo y > shut/y && chmod 000 shut';
    const { status } = await runOfOne(place, shut);
    expect(status).toBe(1);
    const kept = `refs/baro/${place.runs().at(-1)}/one/1`;
    expect([place.git('show', `${kept}:x`), place.git('show', `${kept}:shut/y`)]).toEqual(['x', 'y']);
    expect(place.leftovers()).toEqual([]);
  },
);
