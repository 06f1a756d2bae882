import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bench, benchOn } from './real-run.ts';
import { type Figure, median, printTable } from './table.ts';

/*
 * What Baro itself costs a story: from the moment its last dependency is on the branch to its first request to a model,
 * beside `git worktree add` on the same repository in the same minute; and what the process that holds a run grows by.
 */

const EXAMPLE = 'examples/table-booking';
const sample = Object.fromEntries(
  readdirSync(EXAMPLE, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [path.slice(EXAMPLE.length + 1), readFileSync(path, 'utf8')]),
);
const large = Object.fromEntries(
  Array.from({ length: 10_000 }, (_, n) => [
    `src/part-${n % 100}/file-${n}.js`,
    `export const value${n} = ${n};\n`.repeat(20),
  ]),
);

/** Stories one after the other, so that each waits for nothing but the one before. */
const chain = (count: number) =>
  Array.from({ length: count }, (_, n) => ({
    id: `story-${n}`,
    dependsOn: n === 0 ? [] : [`story-${n - 1}`],
  }));

/** Rows of four; each story needs one of the row before. */
const rows = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ id: `story-${n}`, dependsOn: n < 4 ? [] : [`story-${n - 4}`] }));

/** How long git takes for a worktree by itself, in milliseconds. */
function rawWorktrees({ git, repo }: Bench, times: number): readonly number[] {
  return Array.from({ length: times }, (_, n) => {
    const folder = join(repo, '..', `raw-${n}`);
    const begun = performance.now();
    git('worktree', 'add', '--detach', folder);
    const took = performance.now() - begun;
    git('worktree', 'remove', '--force', folder);
    return took;
  });
}

/** From each story on the branch to the first request of the one that waited for it, in milliseconds. */
async function handOvers(bench: Bench, count: number): Promise<readonly number[]> {
  const { entries, firstRequest } = await bench.run(chain(count), 1);
  return entries.flatMap(({ at, event }) => {
    if (event.type !== 'story.integrated') return [];
    const next = firstRequest.get(`story-${Number(event.storyId.slice('story-'.length)) + 1}`);
    return next === undefined ? [] : [next - Date.parse(at)];
  });
}

const figures: Figure[] = [];
for (const [name, files, count] of [
  ['sample repository', sample, 10],
  ['10,000 files', large, 8],
] as const) {
  const bench = benchOn(files);
  try {
    const before = rawWorktrees(bench, 4);
    const waits = await handOvers(bench, count);
    const raw = median([...before, ...rawWorktrees(bench, 4)]);
    figures.push(
      { what: `${name}: git worktree add, p50`, value: raw, unit: 'ms' },
      {
        what: `${name}: dependency integrated to first request, p50`,
        ...{ value: median(waits), unit: 'ms', limit: { is: 'at most', value: 1.5 * raw + 100 } },
      },
    );
  } finally {
    bench.remove();
  }
}

const bench = benchOn(sample);
try {
  const { memory } = await bench.run(rows(33), 4);
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
  bench.remove();
}
printTable(figures);
