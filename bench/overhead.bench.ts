import { played } from './real-run.ts';
import { large, makeRepository, type Repository, rawWorktrees, sample } from './repository.ts';
import { brainOf, chain, noting, rows, slow } from './stories.ts';
import { type Figure, median, printTable } from './table.ts';
import { windowOn } from './window-run.ts';

/*
 * What Baro itself costs a story: from the moment its last dependency is on the branch to its first request to a model,
 * and from the approval to those of the first wave, whose worktrees were made while the plan was read; beside
 * `git worktree add` on the same repository in the same minute. And what the process that holds a run grows by.
 */

const WAVE = 3;

/** From each story on the branch to the first request of the one that waited for it, in milliseconds. */
async function handOvers(repository: Repository, count: number): Promise<readonly number[]> {
  const { entries, firstRequest } = await played(repository, chain(count), 1);
  return entries.flatMap(({ at, event }) => {
    if (event.type !== 'story.integrated') return [];
    const next = firstRequest.get(`story-${Number(event.storyId.slice('story-'.length)) + 1}`);
    return next === undefined ? [] : [next - Date.parse(at)];
  });
}

/** From the approval of a plan that was read for a while to the first request of each story of its first wave. */
async function firstWave(repository: Repository): Promise<readonly number[]> {
  const stories = rows(WAVE, WAVE);
  const { brain, firstRequest } = noting(slow(brainOf(stories)));
  const window = await windowOn(repository, brain);
  try {
    const entries = await window.play(stories, { llm: 'openai', parallel: WAVE, reading: 6000 });
    const approved = entries.find(({ event }) => event.type === 'plan.approved')?.at ?? '';
    return [...firstRequest.values()].map((at) => at - Date.parse(approved));
  } finally {
    await window.close();
  }
}

const figures: Figure[] = [];
for (const [name, files, count] of [
  ['sample repository', sample(), 10],
  ['10,000 files', large(), 8],
] as const) {
  const repository = makeRepository(files);
  try {
    const before = rawWorktrees(repository, 4);
    const waits = await handOvers(repository, count);
    const waves: number[] = [];
    for (let i = 0; i < count / 2; i++) waves.push(...(await firstWave(repository)));
    const raw = median([...before, ...rawWorktrees(repository, 4)]);
    figures.push(
      { what: `${name}: git worktree add, p50`, value: raw, unit: 'ms' },
      {
        what: `${name}: dependency integrated to first request, p50`,
        ...{ value: median(waits), unit: 'ms', limit: { is: 'at most', value: 1.5 * raw + 100 } },
      },
      {
        what: `${name}: plan approved to first requests, worktrees warm, p50`,
        ...{ value: median(waves), unit: 'ms', limit: { is: 'at most', value: raw } },
      },
    );
  } finally {
    repository.remove();
  }
}

const repository = makeRepository(sample());
try {
  const { memory } = await played(repository, rows(33, 4), 4);
  const [first = 0] = memory;
  figures.push({
    what: '33 stories, 4 at once: memory of the host grows by',
    ...{
      value: (Math.max(first, ...memory) - first) / 2 ** 20,
      unit: 'MB',
      limit: { is: 'at most', value: 80 },
    },
  });
} finally {
  repository.remove();
}
printTable(figures);
