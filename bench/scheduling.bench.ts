import { setTimeout as sleep } from 'node:timers/promises';
import { Bus } from '../src/engine/bus.ts';
import type { Think } from '../src/engine/think.ts';
import { planEvents } from '../src/model/answer-intent.ts';
import { inOrder, levels, remainingPath } from '../src/model/graph.ts';
import type { StoryBrief } from '../src/model/plan.ts';
import { team } from '../src/run/team.ts';
import { plan, requested } from '../test/support/scenario.ts';
import { instantOutside } from './instant-outside.ts';
import { A, C, D } from './scheduling-plans.ts';
import { type Figure, printTable } from './table.ts';

/*
 * How close a run comes to what no run can beat. The real bus and the whole team play each plan in real time, a hundred
 * times as fast, on an outside in which only the agents take time: so whatever the engine itself takes counts a hundred
 * times over. Beside it, what the same stories take where a level has to end before the next one begins.
 */

const TIMES_AS_FAST = 100;

const secondsOf = ({ estimateMinutes = 0 }: StoryBrief) => estimateMinutes * 60;
const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);

/** From the approval to the last story on the branch, in the plan's own seconds. */
async function played(stories: readonly StoryBrief[], parallel: number): Promise<number> {
  const outside = instantOutside();
  const seconds = new Map(stories.map((story) => [story.id, secondsOf(story)]));
  const think: Think = async function* (at, question) {
    if (question.phase === 'story')
      await sleep(((seconds.get(question.storyId ?? '') ?? 0) * 1000) / TIMES_AS_FAST);
    return yield* outside.think(at, question);
  };
  const real = {
    now: Date.now,
    sleep: (ms: number, abort: AbortSignal) => sleep(ms, undefined, { signal: abort }).catch(() => {}),
  };
  let [begun, ended] = [0, 0];
  const bus = new Bus(
    {
      append({ event }) {
        if (event.type === 'plan.approved') begun = performance.now();
        if (event.type === 'story.integrated') ended = performance.now();
      },
    },
    team({ ...outside, ...real, think }),
    () => new Date().toISOString(),
  );
  bus.publish('person', requested({ parallel, localOnly: true }), ...planEvents(plan(stories), 1));
  await bus.idle();
  const { completed } = bus.view.ending;
  if (completed?.outcome !== 'done') throw new Error(`the run ended ${completed?.outcome}`);
  return ((ended - begun) / 1000) * TIMES_AS_FAST;
}

/** A level at a time, so many stories of it at once, in the plan's order. */
function byLevels(stories: readonly StoryBrief[], parallel: number): number {
  const level = levels(stories);
  let seconds = 0;
  for (let n = 0; n <= Math.max(...level.values()); n++) {
    const slots = Array.from({ length: parallel }, () => 0);
    for (const story of stories.filter(({ id }) => level.get(id) === n)) {
      slots.sort((a, b) => a - b);
      slots[0] = (slots[0] ?? 0) + secondsOf(story);
    }
    seconds += Math.max(...slots);
  }
  return seconds;
}

/**
 * What no order can beat: of any stretch of time, the work that has to lie in it must fit into it, or the critical path
 * grows by what does not (Fernández and Bussell, 1973). Never less than the critical path or work / stories at once.
 */
function atTheVeryBest(stories: readonly StoryBrief[], parallel: number): number {
  const rest = remainingPath(stories, secondsOf);
  const path = Math.max(...rest.values());
  const ends = new Map<string, number>();
  for (const story of inOrder(stories))
    ends.set(story.id, Math.max(0, ...story.dependsOn.map((id) => ends.get(id) ?? 0)) + secondsOf(story));
  const spans = stories.map((story) => ({
    takes: secondsOf(story),
    from: (ends.get(story.id) ?? 0) - secondsOf(story),
    latest: path - (rest.get(story.id) ?? 0),
  }));
  const times = [
    0,
    path,
    ...spans.flatMap(({ takes, from, latest }) => [from, from + takes, latest, latest + takes]),
  ];
  const within = (begin: number, end: number) =>
    sum(
      spans.map(({ takes, from, latest }) =>
        Math.max(0, Math.min(takes, end - begin, from + takes - begin, end - latest)),
      ),
    );
  const excess = times.flatMap((begin) =>
    times.map((end) => (end > begin ? within(begin, end) / parallel - (end - begin) : 0)),
  );
  return path + Math.max(0, ...excess);
}

const figures: Figure[] = [];
for (const [name, stories] of [
  ['A, 10 stories', A],
  ['C, 24 stories', C],
  ['D, 33 stories', D],
] as const)
  for (const parallel of [3, 4]) {
    const path = Math.max(...remainingPath(stories, secondsOf).values());
    const limit = Math.max(path, sum(stories.map(secondsOf)) / parallel);
    const at = `${name}, ${parallel} at once`;
    figures.push(
      { what: `${at}: level by level`, value: byLevels(stories, parallel), unit: 's' },
      { what: `${at}: what no order can beat`, value: atTheVeryBest(stories, parallel), unit: 's' },
      {
        what: `${at}: played, against 1.05 x max(critical path, work / ${parallel})`,
        ...{
          value: await played(stories, parallel),
          unit: 's',
          limit: { is: 'at most', value: 1.05 * limit },
        },
      },
    );
  }
printTable(figures);
