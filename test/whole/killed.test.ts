import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Entry } from '../../src/model/events.ts';
import { ends } from './rig/baro.ts';
import { eventsOf } from './rig/entries.ts';
import { scripted, smallPlan, smallRepository } from './rig/small-run.ts';
import { type World, world } from './rig/world.ts';

const begin = ({ folder }: World) => [...scripted(folder), '--local-only', '--yes', smallPlan.goal];

/** How a run ended, without what differs from one to the next: ids, times, commits. */
function ending(entries: readonly Entry[], { git }: World) {
  const [requested] = eventsOf(entries, 'run.requested');
  const branch = requested?.branch ?? '';
  const attempts = eventsOf(entries, 'attempt.committed').map(
    ({ storyId, attempt }) => `${storyId} ${attempt}`,
  );
  return {
    completed: eventsOf(entries, 'run.completed'),
    verified: eventsOf(entries, 'run.verified').map(({ ok }) => ok),
    attempts: [...new Set(attempts)].toSorted(),
    integrated: eventsOf(entries, 'story.integrated')
      .map(({ storyId, attempt }) => `${storyId} ${attempt}`)
      .toSorted(),
    commits: git('log', '--format=%(trailers:key=Baro-Story,valueonly,separator=)', `main..${branch}`)
      .split('\n')
      .toSorted(),
    tree: git('rev-parse', `${branch}^{tree}`),
  };
}

/** Stories that were scheduled again after they had been integrated. */
function redone(entries: readonly Entry[]): readonly string[] {
  const done = new Set<string>();
  return entries.flatMap(({ event }) => {
    if (event.type === 'story.integrated') done.add(event.storyId);
    return event.type === 'story.scheduled' && done.has(event.storyId) ? [event.storyId] : [];
  });
}

/** Kills the process that works on the run as soon as its log holds so many entries; false where it ended before. */
async function killedAt(count: number, { start, log }: World, args: readonly string[]): Promise<boolean> {
  const baro = start(args);
  let over = false;
  void baro.ended.then(() => {
    over = true;
  });
  while (!over && log().length < count) await sleep(1);
  if (over) return false;
  baro.process.kill('SIGKILL');
  await baro.ended;
  return true;
}

const undisturbed = async () => {
  const place = world(smallRepository);
  ends(0, await place.baro(begin(place)));
  return { length: place.log().length, ending: ending(place.log(), place) };
};

test('kill -9 after every entry of one run in turn changes nothing about how it ends', async () => {
  const plain = await undisturbed();
  expect(plain.ending).toMatchObject({
    completed: [{ outcome: 'done', integrated: 3, failed: 0 }],
    verified: [true],
    attempts: ['one 1', 'three 1', 'two 1', 'two 2'],
    integrated: ['one 1', 'three 1', 'two 2'],
    commits: ['one', 'three', 'two'],
  });
  const place = world(smallRepository);
  let kills = 0;
  let args: readonly string[] = begin(place);
  while (await killedAt(place.log().length + 1, place, args)) {
    kills++;
    args = place.runs().length > 0 && place.log().length > 0 ? ['resume'] : begin(place);
  }
  expect(kills).toBeGreaterThan(plain.length / 2);
  expect(ending(place.log(), place)).toEqual(plain.ending);
  expect(redone(place.log())).toEqual([]);
  expect(place.leftovers()).toEqual([]);
}, 400_000);

test('whoever waits for a run that another process works on takes it up when that one is killed', async () => {
  const plain = await undisturbed();
  const place = world(smallRepository);
  const first = place.start(begin(place));
  while (place.log().length < 5) await sleep(1);
  first.process.kill('SIGSTOP');
  const second = place.start(['resume']);
  while (!second.said.stderr.includes('Another process works on this run')) await sleep(5);
  first.process.kill('SIGKILL');
  ends(0, await second.ended);
  expect(second.said.stderr).toContain('The process that worked on this run has ended; it goes on here.');
  expect(ending(place.log(), place)).toEqual(plain.ending);
  expect(place.leftovers()).toEqual([]);
});

test('kill -9 once, early or late, changes nothing about how a run ends', async () => {
  const plain = await undisturbed();
  for (let count = 1; count <= plain.length; count += Math.ceil(plain.length / 5)) {
    const place = world(smallRepository);
    if (!(await killedAt(count, place, begin(place)))) continue;
    ends(0, await place.baro(['resume']));
    expect({ count, ...ending(place.log(), place) }).toEqual({ count, ...plain.ending });
    expect(redone(place.log())).toEqual([]);
    expect(place.leftovers()).toEqual([]);
  }
}, 400_000);
