import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Change } from './changes.ts';
import type { Git } from './git.ts';
import { fields, joined, shown } from './paths.ts';

const MOST_NAMED = 3;

/**
 * A sentence for each filter that `commit` would have gone through had the person made it, such as one that encrypts:
 * a program that the repository names, so Baro does not run it.
 */
export async function unfiltered(
  git: Git,
  commit: string,
  changes: readonly Change[],
): Promise<readonly string[]> {
  const off = await git.filtersOff();
  const written = changes.filter(({ status, mode }) => status !== 'D' && mode.startsWith('100'));
  if (off.length === 0 || written.length === 0) return [];
  const filters = await filtersIn(
    git,
    commit,
    written.map(({ path }) => path),
  );
  return off.flatMap((filter) => {
    const paths = written.flatMap(({ path }) => (filters.get(path) === filter ? [shown(path)] : []));
    return paths.length === 0
      ? []
      : [`It writes ${listed(paths)} without the filter ${filter} that your own commits go through.`];
  });
}

/** Which filter the attributes of a commit name for each path. */
async function filtersIn(
  git: Git,
  commit: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), 'baro-index-'));
  try {
    const env = { GIT_INDEX_FILE: join(folder, 'index') };
    await git.bytes(['read-tree', commit], { env });
    const answer = await git.bytes(['check-attr', '--cached', '-z', '--stdin', 'filter'], {
      env,
      input: joined(paths),
    });
    const found = fields(answer);
    return new Map(paths.map((path, at) => [path, found[at * 3 + 2] ?? '']));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const listed = (paths: readonly string[]) =>
  paths.length > MOST_NAMED
    ? `${paths.slice(0, MOST_NAMED).join(', ')} and ${paths.length - MOST_NAMED} more`
    : paths.join(', ');
