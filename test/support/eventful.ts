import type { Proof } from './memory-world.ts';
import { brief, plan } from './scenario.ts';
import { type Brain, obedient, verdict } from './thinking-as.ts';

/*
 * A run in which everything happens: `b` fails its first verdict, `a` and `e` change one file and conflict, `d` can
 * never be proven and is split by the Surgeon, and the tip moves under those that run beside each other. What the
 * stories write depends on nothing but the story, so that every way through ends with the same branch.
 */

const goal = plan(
  [
    brief('a', { touches: ['a.txt', 'shared.txt'] }),
    brief('b'),
    brief('c', { dependsOn: ['a'] }),
    brief('d', { dependsOn: ['b'] }),
    brief('e', { touches: ['e.txt', 'shared.txt'] }),
    brief('f', { dependsOn: ['d', 'c'] }),
  ],
  { requirements: [{ id: 'r1', quote: 'a goal', stories: ['a', 'd'] }] },
);

const half = (id: string) => brief(id, { dependsOn: ['b'], touches: ['d.txt'], tier: 'light' });
const split = {
  action: 'split',
  reason: 'it was too much at once',
  stories: [half('d1'), half('d2'), brief('f', { dependsOn: ['d1', 'd2', 'c'] })],
};

const brain: Brain = (asked) => {
  const { labels, tree, prompt } = asked;
  const { phase, storyId = '', attempt } = labels;
  if (phase === 'planner') return { answer: goal, ms: 30 };
  if (phase === 'surgeon') return { answer: split };
  if (phase === 'critic' && storyId === 'b' && attempt === 1) return { answer: verdict(prompt.task, false) };
  if (phase !== 'story') return obedient(asked);
  const own = { [`${storyId}.txt`]: storyId };
  if (storyId !== 'a' && storyId !== 'e') return { edits: own, ms: 20 };
  const shared = [...new Set([...(tree['shared.txt'] ?? '').split(' '), storyId])].filter(Boolean);
  return { edits: { ...own, 'shared.txt': shared.toSorted().join(' ') }, ms: 15 };
};

const proof: Proof = (command) => (command === 'check d' ? 'no way' : true);

export const eventful = { brain, proof, commandMs: 5 };
export const eventfulOptions = { parallel: 3, attempts: 2 };
