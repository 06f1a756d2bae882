import { downstream } from './graph.ts';
import type { StoryBrief } from './plan.ts';

/** Whether two globs may name the same file. Errs on the side of yes only below a wildcard. */
export function overlaps(a: string, b: string): boolean {
  if (a === b) return true;
  const left = a.split('/');
  const right = b.split('/');
  // possible[j]: the first i segments of `a` and the first j of `b` may name the same path.
  let possible = right.map(() => false);
  for (let i = 0; i <= left.length; i++) {
    const row: boolean[] = [];
    for (let j = 0; j <= right.length; j++) {
      const [one, other] = [left[i - 1], right[j - 1]];
      row.push(
        (i === 0 && j === 0) ||
          ((one === '**' || other === '**') && (possible[j] === true || row[j - 1] === true)) ||
          (one !== undefined && other !== undefined && possible[j - 1] === true && nameOverlaps(one, other)),
      );
    }
    possible = row;
  }
  return possible.at(-1) === true;
}

/** Names with wildcards overlap when their fixed beginnings and ends allow it. */
function nameOverlaps(a: string, b: string): boolean {
  const wildA = a.search(WILD);
  const wildB = b.search(WILD);
  if (wildA < 0 && wildB < 0) return a === b;
  const startA = wildA < 0 ? a : a.slice(0, wildA);
  const startB = wildB < 0 ? b : b.slice(0, wildB);
  if (!startA.startsWith(startB) && !startB.startsWith(startA)) return false;
  const endA = /[^*?[\]{}]*$/.exec(a)?.[0] ?? '';
  const endB = /[^*?[\]{}]*$/.exec(b)?.[0] ?? '';
  return endA.endsWith(endB) || endB.endsWith(endA);
}

const WILD = /[*?[{]/;

/** The globs of one story that may name a file of the other. */
export const sharedGlobs = (a: Pick<StoryBrief, 'touches'>, b: Pick<StoryBrief, 'touches'>) =>
  a.touches.filter((glob) => b.touches.some((other) => overlaps(glob, other)));

export type Overlap = { readonly stories: readonly [string, string]; readonly paths: readonly string[] };

/** Stories that may run beside each other and expect to change the same files; the first `most` of them. */
export function foreseen(stories: readonly StoryBrief[], most: number): readonly Overlap[] {
  const found = new Map<string, Overlap>();
  const known = new Map<string, ReadonlySet<string>>();
  const follows = (id: string) => {
    const after = known.get(id) ?? downstream(stories, id);
    known.set(id, after);
    return after;
  };
  const globs = stories
    .flatMap((story) => story.touches.map((glob) => ({ story, start: fixedStart(glob) })))
    .toSorted((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
  for (const [at, { story: a, start }] of globs.entries()) {
    // Only what begins with the same fixed text can meet it, and that stands together.
    for (let next = at + 1; globs[next]?.start.startsWith(start); next++) {
      const b = globs[next]?.story;
      if (!b || a.id === b.id) continue;
      const key = [a.id, b.id].toSorted().join(' ');
      if (found.has(key) || follows(a.id).has(b.id) || follows(b.id).has(a.id)) continue;
      const paths = sharedGlobs(a, b);
      if (paths.length > 0) found.set(key, { stories: [a.id, b.id], paths });
      if (found.size >= most) return [...found.values()];
    }
  }
  return [...found.values()];
}

const fixedStart = (glob: string) => {
  const wild = glob.search(WILD);
  return wild < 0 ? glob : glob.slice(0, wild);
};
