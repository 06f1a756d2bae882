import { expect, test } from 'vitest';
import type { Bus } from '../../../src/engine/bus.ts';
import { Entry } from '../../../src/model/events.ts';
import { viewOf } from '../../../src/model/folding.ts';
import { storiesOf } from '../../../src/model/questions.ts';
import { eventful, eventfulOptions } from '../../support/eventful.ts';
import { beginning, lines, memoryWorld, play, settle, type World } from '../../support/memory-world.ts';

const whole = await (async () => {
  const world = memoryWorld(eventful);
  return { world, ...(await play(world, undefined, eventfulOptions)) };
})();

/** What a person finds when the run is over. */
const outcome = (world: World, bus: Bus) => ({
  stories: Object.fromEntries(storiesOf(bus.view).map(({ id, outcome }) => [id, outcome])),
  completed: bus.view.ending.completed,
  files: world.repository.treeOf(world.repository.branches.get('baro/a-goal-1') ?? ''),
  integrated: world.repository
    .history('baro/a-goal-1')
    .map((message) => /^Baro-Story: (.+)$/m.exec(message)?.[1])
    .toSorted(),
  pulls: [...world.forge.pulls.values()].map(({ number, draft }) => ({ number, draft })),
  worktrees: world.repository.existing(),
});

test('everything happens: a retry, a conflict, a rebase that is verified again, a split story, a pull request', () => {
  expect(lines(whole.log)).toMatchInlineSnapshot(`
    [
      "1 person run.requested",
      "2 cartographer repository.mapped",
      "3 verifier baseline.measured",
      "4 architect usage.recorded",
      "5 architect design.pinned",
      "6 planner usage.recorded",
      "7 planner story.planned",
      "8 planner story.planned",
      "9 planner story.planned",
      "10 planner story.planned",
      "11 planner story.planned",
      "12 planner story.planned",
      "13 planner requirement.traced",
      "14 planner plan.proposed",
      "15 conductor plan.approved",
      "16 conductor story.scheduled a 1",
      "17 conductor story.scheduled b 1",
      "18 conductor story.scheduled e 1",
      "19 sentry collision.found",
      "20 operator worktree.removed",
      "21 story-factory attempt.prepared a 1",
      "22 story-factory attempt.prepared b 1",
      "23 story-factory attempt.prepared e 1",
      "24 story-agent usage.recorded a 1",
      "25 story-agent tool.used a 1",
      "26 story-agent tool.used a 1",
      "27 story-agent attempt.finished a 1",
      "28 operator attempt.committed a 1",
      "29 story-agent usage.recorded e 1",
      "30 story-agent tool.used e 1",
      "31 story-agent tool.used e 1",
      "32 sentry collision.found",
      "33 sentry message.sent e",
      "34 story-agent attempt.finished e 1",
      "35 operator attempt.committed e 1",
      "36 story-agent usage.recorded b 1",
      "37 story-agent tool.used b 1",
      "38 story-agent attempt.finished b 1",
      "39 operator attempt.committed b 1",
      "40 verifier attempt.verified a 1",
      "41 verifier attempt.verified e 1",
      "42 verifier attempt.verified b 1",
      "43 critic usage.recorded a 1",
      "44 critic verdict.given a 1",
      "45 operator story.integrated a 1",
      "46 conductor story.scheduled c 1",
      "47 sentry collision.cleared",
      "48 sentry collision.cleared",
      "49 operator worktree.removed",
      "50 story-factory attempt.prepared c 1",
      "51 critic usage.recorded e 1",
      "52 critic verdict.given e 1",
      "53 operator integration.conflicted e 1",
      "54 conductor story.scheduled e 2",
      "55 operator worktree.removed",
      "56 story-factory attempt.prepared e 2",
      "57 story-agent message.delivered e 2",
      "58 critic usage.recorded b 1",
      "59 critic verdict.given b 1",
      "60 conductor story.scheduled b 2",
      "61 operator worktree.removed",
      "62 story-factory attempt.prepared b 2",
      "63 story-agent usage.recorded e 2",
      "64 story-agent tool.used e 2",
      "65 story-agent tool.used e 2",
      "66 story-agent attempt.finished e 2",
      "67 operator attempt.committed e 2",
      "68 story-agent usage.recorded c 1",
      "69 story-agent tool.used c 1",
      "70 story-agent attempt.finished c 1",
      "71 operator attempt.committed c 1",
      "72 verifier attempt.verified e 2",
      "73 story-agent usage.recorded b 2",
      "74 story-agent tool.used b 2",
      "75 story-agent attempt.finished b 2",
      "76 operator attempt.committed b 2",
      "77 verifier attempt.verified c 1",
      "78 critic usage.recorded e 2",
      "79 critic verdict.given e 2",
      "80 operator story.integrated e 2",
      "81 operator worktree.removed",
      "82 verifier attempt.verified b 2",
      "83 critic usage.recorded c 1",
      "84 critic verdict.given c 1",
      "85 operator attempt.committed c 1",
      "86 critic usage.recorded b 2",
      "87 critic verdict.given b 2",
      "88 verifier attempt.verified c 1",
      "89 operator story.integrated c 1",
      "90 operator worktree.removed",
      "91 operator attempt.committed b 2",
      "92 verifier attempt.verified b 2",
      "93 operator story.integrated b 2",
      "94 conductor story.scheduled d 1",
      "95 operator worktree.removed",
      "96 story-factory attempt.prepared d 1",
      "97 story-agent usage.recorded d 1",
      "98 story-agent tool.used d 1",
      "99 story-agent attempt.finished d 1",
      "100 operator attempt.committed d 1",
      "101 verifier attempt.verified d 1",
      "102 conductor story.scheduled d 2",
      "103 operator worktree.removed",
      "104 story-factory attempt.prepared d 2",
      "105 story-agent usage.recorded d 2",
      "106 story-agent tool.used d 2",
      "107 story-agent attempt.finished d 2",
      "108 operator attempt.committed d 2",
      "109 verifier attempt.verified d 2",
      "110 operator worktree.removed",
      "111 surgeon usage.recorded d 2",
      "112 surgeon story.planned",
      "113 surgeon story.planned",
      "114 surgeon story.planned",
      "115 surgeon plan.changed d",
      "116 conductor story.scheduled d1 1",
      "117 conductor story.scheduled d2 1",
      "118 sentry collision.found",
      "119 story-factory attempt.prepared d1 1",
      "120 story-factory attempt.prepared d2 1",
      "121 story-agent usage.recorded d1 1",
      "122 story-agent tool.used d1 1",
      "123 story-agent attempt.finished d1 1",
      "124 operator attempt.committed d1 1",
      "125 story-agent usage.recorded d2 1",
      "126 story-agent tool.used d2 1",
      "127 story-agent attempt.finished d2 1",
      "128 operator attempt.committed d2 1",
      "129 verifier attempt.verified d1 1",
      "130 verifier attempt.verified d2 1",
      "131 critic usage.recorded d1 1",
      "132 critic verdict.given d1 1",
      "133 operator story.integrated d1 1",
      "134 sentry collision.cleared",
      "135 operator worktree.removed",
      "136 critic usage.recorded d2 1",
      "137 critic verdict.given d2 1",
      "138 operator attempt.committed d2 1",
      "139 verifier attempt.verified d2 1",
      "140 operator story.integrated d2 1",
      "141 conductor story.scheduled f 1",
      "142 operator worktree.removed",
      "143 story-factory attempt.prepared f 1",
      "144 story-agent usage.recorded f 1",
      "145 story-agent tool.used f 1",
      "146 story-agent attempt.finished f 1",
      "147 operator attempt.committed f 1",
      "148 verifier attempt.verified f 1",
      "149 critic usage.recorded f 1",
      "150 critic verdict.given f 1",
      "151 operator story.integrated f 1",
      "152 operator worktree.removed",
      "153 verifier run.verified",
      "154 critic usage.recorded",
      "155 critic requirement.judged",
      "156 operator worktree.removed",
      "157 operator branch.pushed",
      "158 operator pull-request.opened",
      "159 conductor run.completed",
    ]
  `);
  expect(outcome(whole.world, whole.bus)).toMatchInlineSnapshot(`
    {
      "completed": {
        "failed": 0,
        "integrated": 7,
        "outcome": "done",
        "type": "run.completed",
      },
      "files": {
        "a.txt": "a",
        "b.txt": "b",
        "c.txt": "c",
        "d1.txt": "d1",
        "d2.txt": "d2",
        "e.txt": "e",
        "f.txt": "f",
        "readme.md": "hello",
        "shared.txt": "a e",
      },
      "integrated": [
        "a",
        "b",
        "c",
        "d1",
        "d2",
        "e",
        "f",
      ],
      "pulls": [
        {
          "draft": false,
          "number": 1,
        },
      ],
      "stories": {
        "a": "integrated",
        "b": "integrated",
        "c": "integrated",
        "d": "dropped",
        "d1": "integrated",
        "d2": "integrated",
        "e": "integrated",
        "f": "integrated",
      },
      "worktrees": [],
    }
  `);
});

test('folding the log as it is read back gives the live view', () => {
  const read = whole.log.map((entry) => Entry.parse(JSON.parse(JSON.stringify(entry))));
  expect(viewOf(read)).toEqual(whole.bus.view);
});

test('killed after any entry, a resumed run ends as the undisturbed one', { timeout: 120_000 }, async () => {
  const expected = outcome(whole.world, whole.bus);
  for (let kept = 1; kept <= whole.log.length; kept++) {
    const world = memoryWorld(eventful);
    const log: Entry[] = [];
    const first = world.open(log, { killedAfter: kept });
    try {
      first.publish('person', ...beginning(world, undefined, eventfulOptions));
    } catch {
      // killed at once
    }
    await world.time.pass(() => !first.working);
    const second = world.open(log);
    second.resume(viewOf(log));
    await settle(world, second);
    expect(outcome(world, second), `killed after ${kept}: ${lines(log).join('\n')}`).toEqual(expected);
    expect(count(log, 'run.completed')).toBe(1);
    expect(count(log, 'pull-request.opened')).toBe(1);
    expect(new Set(world.forge.pushes.map(({ commit }) => commit)).size).toBe(1);
  }
});

const count = (log: readonly Entry[], type: string) => log.filter(({ event }) => event.type === type).length;
