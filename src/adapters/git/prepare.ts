import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { changedPaths } from './changes.ts';
import { touchesLocks } from './dependencies.ts';
import type { Given } from './furnish.ts';
import type { Place } from './hardened.ts';
import { untracked } from './ignored.ts';
import { readCommit } from './objects.ts';
import { freePort } from './port.ts';
import { attemptRef, resolve } from './refs.ts';
import {
  copyIndex,
  indexOf,
  readRecord,
  type Site,
  tempOf,
  temporaryIndexes,
  unaskedOf,
  type WorktreeRecord,
  writeRecord,
} from './site.ts';
import { neverCommitted } from './staging.ts';
import {
  add,
  alone,
  discard,
  existing,
  intact,
  isAttempt,
  named,
  placeOf,
  pointsTo,
  unlock,
} from './worktrees.ts';

/** What a worktree needs beside the files of a commit. */
export type Interior = {
  /** Puts it there. */
  furnish(at: Furnished): Promise<Given>;
  /** Installs anew, because a lock file is another one. */
  install(at: Furnished): Promise<void>;
};
export type Furnished = { readonly name: string; readonly port: number; readonly abort: AbortSignal };

type Wanted = {
  readonly name: string;
  readonly commit: string;
  readonly interior: Interior;
  readonly abort: AbortSignal;
};

/** A worktree at the commit, with its dependencies: one made ahead, the one an interrupted call left, or a new one. */
export async function prepare(site: Site, wanted: Wanted): Promise<WorktreeRecord> {
  const { name, commit } = wanted;
  const found = await usable(site, named(name), commit);
  await rm(unaskedOf(site, name), { force: true });
  if (found) return found.commit === commit ? found : bring(site, wanted);
  const [record, kept] = await Promise.all([make(site, wanted), keptWork(site, name)]);
  if (kept) await putBack(site, name, commit, kept);
  return record;
}

/** The same before anybody asks for it; one that is ready at an earlier commit of the same line will do. */
export async function prepareAhead(site: Site, wanted: Wanted): Promise<void> {
  const { name, commit } = wanted;
  if (!(await usable(site, named(name), commit)))
    await make(site, wanted, () => writeFile(unaskedOf(site, name), ''));
}

/**
 * A worktree that was made ready. One that was made ahead at a commit that never came onto the branch is not usable:
 * what was installed for that one may be in it still.
 */
async function usable(site: Site, name: string, commit: string): Promise<WorktreeRecord | undefined> {
  const found = await whole(site, name);
  if (!found || found.commit === commit || !existsSync(unaskedOf(site, name))) return found;
  const line = await site.git.run(['merge-base', '--is-ancestor', found.commit, commit]);
  return line.code === 0 ? found : undefined;
}

const keptWork = async ({ git, runId }: Site, name: string) =>
  isAttempt(name) ? resolve(git, attemptRef(runId, name)) : undefined;

/** The work of an attempt that is not over, whose worktree was taken away meanwhile: it goes on where it was. */
async function putBack(site: Site, name: string, commit: string, kept: string): Promise<void> {
  const { git } = site;
  if ((await readCommit(git, kept)).parents.join() !== commit) return;
  const folder = await temporaryIndexes(site);
  try {
    const index = join(folder, 'index');
    await copyIndex(indexOf(site, name), index);
    const call = { at: await intact(site, name), env: { GIT_INDEX_FILE: index } };
    await git.bytes(['read-tree', '-m', '-u', commit, kept], call);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function make(
  site: Site,
  { name, commit, interior, abort }: Wanted,
  beforeReady = async () => {},
): Promise<WorktreeRecord> {
  const place = await alone(site, () => begin(site, name, commit, abort), abort);
  await checkedOut(site, { place, name, commit, abort });
  const port = await freePort(`${site.runId}/${name}`, site.ports);
  const { paths, commandsRan } = await interior.furnish({ name, port, abort });
  const record = { commit, port, given: commandsRan ? await allGiven(site, place, paths) : [...paths] };
  await beforeReady();
  await writeRecord(site, name, record);
  return record;
}

/** What setup commands leave is no work of the story, whatever git ignores of it. */
const allGiven = async ({ git }: Site, place: Place, paths: readonly string[]) => [
  ...new Set([...paths, ...(await untracked(git, place))]),
];

/** git fails now and then while somebody else, who does not hold the lock, makes worktrees in the same repository. */
async function begin(site: Site, name: string, commit: string, abort: AbortSignal): Promise<Place> {
  for (let tries = 1; ; tries++) {
    await discard(site, name);
    try {
      return await add(site, name, commit, abort);
    } catch (error) {
      if (abort.aborted || tries === 3) throw error;
      await sleep(100 * tries);
    }
  }
}

/**
 * Exactly the commit, whatever the worktree holds and whatever its index claims. What it was given stays, and so do an
 * attempt's ignored files; where only commands run nothing stays of what an earlier commit was built to.
 */
export async function bring(site: Site, { name, commit, interior, abort }: Wanted): Promise<WorktreeRecord> {
  const place = await intact(site, name);
  const record = await readRecord(site, name);
  if (!record) throw new Error(`the worktree ${name} was never made ready`);
  await unlock(place);
  await copyIndex(indexOf(site, name), join(place.gitDir, 'index'));
  await checkedOut(site, { place, name, commit, abort });
  const kept = neverCommitted(record.given).flatMap((pattern) => ['-e', pattern]);
  await site.git.bytes(['clean', isAttempt(name) ? '-ffdq' : '-ffdxq', ...kept], { at: place });
  await mkdir(tempOf(site, name), { recursive: true, mode: 0o700 });
  const installs = touchesLocks(await changedPaths(site.git, record.commit, commit));
  if (installs) await interior.install({ name, port: record.port, abort });
  const given = installs && !isAttempt(name) ? await allGiven(site, place, record.given) : record.given;
  const brought = { ...record, given, commit };
  await writeRecord(site, name, brought);
  return brought;
}

async function checkedOut(
  site: Site,
  { place, name, commit, abort }: { place: Place; name: string; commit: string; abort: AbortSignal },
): Promise<void> {
  await site.git.bytes(['checkout', '--force', '--detach', '--no-recurse-submodules', commit], {
    at: place,
    abort,
  });
  await mkdir(join(site.root, '.state'), { recursive: true });
  await copyIndex(join(place.gitDir, 'index'), indexOf(site, name));
}

/** The record of a worktree that was made ready and still is one. */
async function whole(site: Site, name: string): Promise<WorktreeRecord | undefined> {
  const [record, place] = await Promise.all([readRecord(site, name), placeOf(site, name)]);
  return record && place && (await pointsTo(place)) ? record : undefined;
}

/** The ports of the worktrees that an earlier process made. */
export async function portsIn(site: Site): Promise<readonly number[]> {
  const records = await Promise.all((await existing(site)).map((name) => readRecord(site, name)));
  return records.flatMap((record) => (record ? [record.port] : []));
}
