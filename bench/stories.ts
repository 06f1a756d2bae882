import { setTimeout as sleep } from 'node:timers/promises';
import type { Brain } from '../test/support/model-server.ts';
import { planBrain } from '../test/support/plan-brain.ts';

export type Story = { readonly id: string; readonly dependsOn: readonly string[] };

const name = (n: number) => `story-${n}`;

/** Stories one after the other, so that each waits for nothing but the one before. */
export const chain = (count: number): readonly Story[] => rows(count, 1);

/** Rows of stories; each needs one of the row before. */
export const rows = (count: number, width: number): readonly Story[] =>
  Array.from({ length: count }, (_, n) => ({ id: name(n), dependsOn: n < width ? [] : [name(n - width)] }));

/** A plan file in which every story writes a file of its own. */
export const planOf = (stories: readonly Story[]) => ({
  goal: 'Write a file a story',
  summary: 'Files.',
  stories: stories.map(({ id, dependsOn }) => ({
    ...{ id, title: id, description: `Write ${id}.`, dependsOn, touches: [`written/${id}.txt`] },
    ...{ acceptance: ['it is written'], verify: [], tier: 'light' },
  })),
});

/** A model that does what that plan says. */
export const brainOf = (stories: readonly Story[]): Brain =>
  planBrain(
    planOf(stories),
    Object.fromEntries(stories.map(({ id }) => [id, { files: { [`written/${id}.txt`]: `${id}\n` } }])),
  );

/** The same model, which takes the second that real ones take at the least: meanwhile it does nobody's work. */
export const slow =
  (brain: Brain): Brain =>
  async (asked) => {
    await sleep(1000);
    return brain(asked);
  };

/** The same model, and when each story asked it for the first time, in milliseconds since 1970. */
export function noting(brain: Brain): {
  readonly brain: Brain;
  readonly firstRequest: ReadonlyMap<string, number>;
} {
  const firstRequest = new Map<string, number>();
  return {
    firstRequest,
    brain(asked) {
      const { phase, story = '' } = asked.labels;
      if (phase === 'story' && story && !firstRequest.has(story)) firstRequest.set(story, Date.now());
      return brain(asked);
    },
  };
}
