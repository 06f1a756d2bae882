import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ends, startBaro } from './rig/baro.ts';
import { eventsOf, readEntries } from './rig/entries.ts';
import { canMount, smallDisk } from './rig/small-disk.ts';
import { scripted, smallPlan, smallRepository } from './rig/small-run.ts';
import { world } from './rig/world.ts';

/* T047: a real disk that is full, and has room again later. */

const big = { ...smallRepository, 'notes/big.txt': 'x'.repeat(6_000_000) };

test.skipIf(!canMount)('a full disk under the worktrees pauses the run, and costs no attempt', async () => {
  const place = world(big);
  const disk = await smallDisk(place, place.baroHome, 200);
  const baro = (...args: readonly string[]) =>
    startBaro(args, { cwd: place.repo, env: place.env, within: disk.within }).ended;
  disk.fill(4_000);
  const ended = await baro(...scripted(place.folder), '--local-only', '--yes', smallPlan.goal);
  ends(1, ended);
  expect(ended.stderr).toMatch(/! The disk for worktrees is full: \d MB are free\. Free some space/);
  expect(ended.stderr).toMatch(/The run waits: the run is paused.*`baro resume \S+` goes on/);
  expect(eventsOf(place.log(), 'run.paused')).toMatchObject([{ reason: 'disk_full' }]);
  const still = await baro('resume');
  ends(1, still);
  disk.empty();
  ends(0, await baro('resume'));
  expect(eventsOf(place.log(), 'run.completed')).toMatchObject([{ outcome: 'done', integrated: 3 }]);
  expect(eventsOf(place.log(), 'attempt.failed')).toEqual([]);
  expect(readdirSync(disk.seen(join(place.baroHome, 'worktrees')))).toEqual([]);
});

test.skipIf(!canMount)('a command that is red for want of room is no failure of the story', async () => {
  const place = world(smallRepository);
  const disk = await smallDisk(place, place.baroHome, 200);
  const baro = (...args: readonly string[]) =>
    startBaro(args, { cwd: place.repo, env: place.env, within: disk.within }).ended;
  const [story] = smallPlan.stories;
  const verify = ['head -c 60000000 /dev/zero > scratch', 'rm scratch'];
  const plan = join(place.folder, 'plan.json');
  writeFileSync(plan, JSON.stringify({ ...smallPlan, stories: [{ ...story, verify }] }));
  disk.fill(40_000);
  ends(1, await baro(...scripted(place.folder), '--plan', plan, '--local-only', '--yes'));
  expect(place.log().at(-1)?.event).toMatchObject({ type: 'run.paused', reason: 'disk_full' });
  disk.empty();
  ends(0, await baro('resume'));
  expect(eventsOf(place.log(), 'attempt.verified')).toMatchObject([{ storyId: 'one', attempt: 1, ok: true }]);
});

test.skipIf(!canMount).each([0, 16, 90, 200])(
  'where %i kB are left for the repository a run pauses or is broken off, and is taken up once there is room',
  async (kilobytes) => {
    const place = world(smallRepository);
    const disk = await smallDisk(place, place.repo, 100);
    const baro = (...args: readonly string[]) =>
      startBaro(args, { cwd: place.repo, env: place.env, within: disk.within }).ended;
    const begin = [...scripted(place.folder), '--local-only', '--yes', smallPlan.goal];
    disk.fill(kilobytes);
    const first = await baro(...begin);
    expect(first.stderr).toMatch(/The disk for the repository is full|once its log can be written/);
    disk.empty();
    const runs = disk.seen(join(place.repo, '.git/baro/runs'));
    const log = () => readdirSync(runs).flatMap((id) => readEntries(join(runs, id, 'log.jsonl')));
    ends(0, await baro(...(log().length > 0 ? ['resume'] : begin)));
    expect(eventsOf(log(), 'run.completed')).toMatchObject([{ outcome: 'done', integrated: 3 }]);
    expect(eventsOf(log(), 'attempt.failed')).toEqual([]);
    expect(new Set(log().map(({ seq }) => seq)).size).toBe(log().length);
  },
);
