import type { Git } from './git.ts';
import { fields } from './paths.ts';

/** git's mode of a symbolic link. */
export const LINK = '120000';

/** The links of a tree, by path, with their targets; a character a byte. */
export type Links = ReadonlyMap<string, string>;

export async function linksOf(git: Git, tree: string): Promise<Links> {
  const found = fields(await git.bytes(['ls-tree', '-r', '-z', tree])).filter((entry) =>
    entry.startsWith(LINK),
  );
  const paths = found.map((entry) => entry.slice(entry.indexOf('\t') + 1));
  const ids = found.map((entry) => entry.split(/[ \t]/)[2] ?? '');
  const targets = await contents(git, ids);
  return new Map(paths.map((path, at) => [path, targets[at] ?? '']));
}

/** What these blobs hold, in one call. */
export async function contents(git: Git, ids: readonly string[]): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const input = ids.map((id) => `${id}\n`).join('');
  const output = (await git.bytes(['cat-file', '--batch=%(objectsize)'], { input })).toString('latin1');
  const found: string[] = [];
  for (let at = 0; at < output.length; ) {
    const begin = output.indexOf('\n', at) + 1;
    const end = begin + Number(output.slice(at, begin - 1));
    found.push(output.slice(begin, end));
    at = end + 1;
  }
  return found;
}

/** As many links a system follows on one way at the most. */
const MOST_HOPS = 40;

/** Where a path leads, from the top of the tree, through every link on its way; undefined where that is outside. */
export function destination(links: Links, path: string): string | undefined {
  const way = steps(path);
  const at: string[] = [];
  let hops = 0;
  for (let step = way.shift(); step !== undefined; step = way.shift()) {
    if (step === '..') {
      if (at.pop() === undefined) return undefined;
      continue;
    }
    at.push(step);
    const target = links.get(at.join('/'));
    if (target === undefined) continue;
    if (/^([/\\~]|[A-Za-z]:)/.test(target)) return undefined;
    if (++hops > MOST_HOPS) break; // a circle leads nowhere
    at.pop();
    way.unshift(...steps(target));
  }
  return at.join('/');
}

const steps = (path: string) => path.split(/[/\\]/).filter((step) => step !== '' && step !== '.');
