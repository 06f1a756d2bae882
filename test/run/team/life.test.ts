import { expect, test } from 'vitest';
import { lines, memoryWorld, play } from '../../support/memory-world.ts';
import { shaped } from '../../support/scenario.ts';
import { obedient } from '../../support/thinking-as.ts';

test('the life of a run', async () => {
  const world = memoryWorld({ brain: obedient });
  const { log } = await play(world, shaped({ a: [], b: ['a'] }));
  expect(lines(log)).toMatchInlineSnapshot(`
    [
      "1 person run.requested",
      "2 person story.planned",
      "3 person story.planned",
      "4 person plan.proposed",
      "5 cartographer repository.mapped",
      "6 conductor plan.approved",
      "7 conductor story.scheduled a 1",
      "8 story-factory attempt.prepared a 1",
      "9 verifier baseline.measured",
      "10 operator worktree.removed",
      "11 story-agent usage.recorded a 1",
      "12 story-agent tool.used a 1",
      "13 story-agent attempt.finished a 1",
      "14 operator attempt.committed a 1",
      "15 verifier attempt.verified a 1",
      "16 critic usage.recorded a 1",
      "17 critic verdict.given a 1",
      "18 operator story.integrated a 1",
      "19 conductor story.scheduled b 1",
      "20 operator worktree.removed",
      "21 story-factory attempt.prepared b 1",
      "22 story-agent usage.recorded b 1",
      "23 story-agent tool.used b 1",
      "24 story-agent attempt.finished b 1",
      "25 operator attempt.committed b 1",
      "26 verifier attempt.verified b 1",
      "27 critic usage.recorded b 1",
      "28 critic verdict.given b 1",
      "29 operator story.integrated b 1",
      "30 operator worktree.removed",
      "31 verifier run.verified",
      "32 operator worktree.removed",
      "33 operator branch.pushed",
      "34 operator pull-request.opened",
      "35 conductor run.completed",
    ]
  `);
});
