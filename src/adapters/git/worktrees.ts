import { lstat, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isShut, openUp } from './delete.ts';
import type { Place } from './hardened.ts';
import { withLock } from './lock.ts';
import { slashed } from './paths.ts';
import { dropRecord, folderOf, lockOf, type Site, tempOf, trashOf } from './site.ts';

/** A name that is a folder, a part of a ref, and never hidden. */
const NAME = /^[a-z0-9][a-z0-9-]*(\.[0-9]+)?$/;
/** Whether somebody works in it: what only commands run in holds no work. */
export const isAttempt = (name: string) => /\.\d+$/.test(name);

export function named(name: string): string {
  if (!NAME.test(name)) throw new Error(`"${name}" cannot name a worktree`);
  return name;
}

/** The names of the run's worktrees that exist. */
export async function existing({ root }: Site): Promise<readonly string[]> {
  const names = await readdir(root).catch(() => []);
  return names.filter((name) => NAME.test(name)).sort();
}

/** git's own folder about a worktree, found by what the repository says, never by what the worktree says. */
export async function placeOf(site: Site, name: string): Promise<Place | undefined> {
  const { commonDir } = site.git.place;
  const folder = folderOf(site, name);
  const wanted = slashed(join(folder, '.git'));
  for await (const id of idsFrom(name, join(commonDir, 'worktrees'))) {
    const gitDir = join(commonDir, 'worktrees', id);
    const said = await readFile(join(gitDir, 'gitdir'), 'utf8').catch(() => '');
    if (slashed(said.trim()) === wanted) return { gitDir, commonDir, workTree: folder };
  }
  return undefined;
}

/** What git's folder about a worktree may be called: as the worktree, as long as that is free. */
async function* idsFrom(name: string, worktrees: string): AsyncGenerator<string> {
  yield name;
  yield* await readdir(worktrees).catch(() => []);
}

/** The worktree as Baro made it; an error named `Tampered` where somebody bent it towards another repository. */
export async function intact(site: Site, name: string): Promise<Place> {
  const place = await placeOf(site, named(name));
  if (!place) throw tampered(`the repository knows no worktree ${name} any more`);
  if (!(await pointsTo(place))) throw tampered(`the .git file of worktree ${name} was changed`);
  return place;
}

export async function pointsTo({ workTree, gitDir }: Place): Promise<boolean> {
  const file = join(workTree, '.git');
  const [folder, pointer] = await Promise.all(
    [workTree, file].map((path) => lstat(path).catch(() => undefined)),
  );
  // behind a link could be anything, the person's home too
  if (!folder?.isDirectory() || !pointer?.isFile()) return false;
  return slashed((await readFile(file, 'utf8')).trimEnd()) === slashed(`gitdir: ${gitDir}`);
}

/** Takes away the locks that git processes of an agent, killed with it, left in what git keeps of its worktree. */
export async function unlock({ gitDir }: Place): Promise<void> {
  for (const name of await readdir(gitDir))
    if (name.endsWith('.lock')) await rm(join(gitDir, name), { force: true });
}

function tampered(reason: string): Error {
  const error = new Error(reason);
  error.name = 'Tampered';
  return error;
}

/** Makes an empty worktree, locked against everybody's `git worktree prune`. Call it under the lock. */
export async function add(site: Site, name: string, commit: string, abort?: AbortSignal): Promise<Place> {
  const { git } = site;
  const folder = folderOf(site, name);
  await mkdir(tempOf(site, name), { recursive: true, mode: 0o700 });
  await git.bytes(
    ['worktree', 'add', '--no-checkout', '--lock', '--reason', 'in use by baro', '--detach', folder, commit],
    abort ? { abort } : {},
  );
  const place = await placeOf(site, name);
  if (!place) throw new Error(`git made no worktree in ${folder}`);
  return place;
}

/** One at a time over all processes: git itself fails when worktrees are made side by side. */
export const alone = <T>(site: Site, critical: () => Promise<T>, abort?: AbortSignal) =>
  withLock(lockOf(site.git.place.commonDir), critical, abort);

/**
 * Takes a worktree away, whole or half made, in milliseconds: its files are only put aside, to be deleted later.
 * False where there was none. Call it under the lock.
 */
export async function discard(site: Site, name: string): Promise<boolean> {
  const place = await placeOf(site, name);
  const aside = join(trashOf(site), `${name}-${process.pid}-${Date.now()}`);
  await mkdir(trashOf(site), { recursive: true });
  const moved = await putAside(folderOf(site, name), aside);
  if (place) await rm(place.gitDir, { recursive: true, force: true });
  await dropUnborn(site, name);
  await dropRecord(site, name);
  if (moved) site.deleteLater(aside);
  return moved || place !== undefined;
}

/** False where there is nothing to put aside. A folder that is shut against its owner cannot be moved either. */
async function putAside(folder: string, aside: string): Promise<boolean> {
  const move = () => rename(folder, aside);
  const moved = move().catch(async (error) => {
    if (!isShut(error)) throw error;
    await openUp(folder);
    await move();
  });
  return moved.then(
    () => true,
    () => false,
  );
}

/** What `git worktree add`, killed in its first instant, leaves: a folder that does not yet say whose it is. */
async function dropUnborn({ git }: Site, name: string): Promise<void> {
  const all = join(git.place.commonDir, 'worktrees');
  for (const id of await readdir(all).catch(() => [])) {
    if (!id.startsWith(name) || !/^\d*$/.test(id.slice(name.length))) continue;
    const files = await readdir(join(all, id)).catch(() => ['gitdir']);
    if (files.every((file) => file === 'locked')) await rm(join(all, id), { recursive: true, force: true });
  }
}
