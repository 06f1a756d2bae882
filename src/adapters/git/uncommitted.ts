import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { changes } from './changes.ts';
import { bigFiles } from './gates.ts';
import type { Git } from './git.ts';
import type { Place } from './hardened.ts';
import { NOBODY, personOf } from './identity.ts';
import { writeCommit } from './objects.ts';
import { fields } from './paths.ts';
import { keep } from './refs.ts';
import { secrets } from './secrets.ts';
import { copyIndex } from './site.ts';
import { stage, untracked } from './staging.ts';
import { unfiltered } from './unfiltered.ts';

/** How many files of a checkout are not committed, as `commitUncommitted` would take them. */
export async function uncommittedFiles(git: Git, at: Place): Promise<number> {
  const status = [
    'status',
    '--porcelain',
    '-z',
    '--no-renames',
    '--untracked-files=no',
    '--ignore-submodules=all',
  ];
  const changed = fields(await git.bytes(status, { at })).map((line) => line.slice('XY '.length));
  const call = { at, env: { GIT_INDEX_FILE: join(at.gitDir, 'index') } };
  return new Set([...changed, ...(await untracked(git, call, []))]).size;
}

/**
 * What is not committed in a checkout, as a commit on its HEAD that `ref` keeps; the checkout and its index are only
 * read. A sentence where there is no such commit to be had, or where it holds what should not be pushed.
 */
export async function commitUncommitted(
  git: Git,
  wanted: {
    readonly checkout: Place;
    readonly head: string;
    readonly ref: string;
    readonly message: string;
    readonly env: Readonly<Record<string, string | undefined>>;
  },
): Promise<{ readonly commit: string } | { readonly problem: string }> {
  const { checkout, head, ref, message, env } = wanted;
  if (fields(await git.bytes(['ls-files', '--unmerged', '-z'], { at: checkout })).length > 0)
    return refused('Some of its files are in conflict.', 'Resolve them');
  const folder = await mkdtemp(join(tmpdir(), 'baro-index-'));
  try {
    const call = { at: checkout, env: { GIT_INDEX_FILE: join(folder, 'index') } };
    const own = join(checkout.gitDir, 'index');
    if (existsSync(own)) await copyIndex(own, call.env.GIT_INDEX_FILE);
    await stage(git, call, []);
    const tree = await git.text(['write-tree'], call);
    const person = (await personOf(git, env)) ?? NOBODY;
    const commit = await writeCommit(git, {
      ...{ tree, parents: [head], message },
      ...{ author: person, committer: person },
    });
    const changed = await changes(git, head, commit);
    const why = [
      ...(await bigFiles(git, changed)),
      ...(await secrets(git, head, commit)),
      ...(await unfiltered(git, commit, changed)),
    ];
    if (why.length > 0) return refused(why.join(' '), 'Commit it, ignore it or put it elsewhere');
    await keep(git, ref, commit);
    return { commit };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const refused = (why: string, way: string) => ({
  problem: `What is not committed in your checkout cannot be part of a run: ${why} ${way}, or run from the commit alone.`,
});
