import { existsSync } from 'node:fs';
import { lstat, realpath } from 'node:fs/promises';
import { openUp } from './delete.ts';
import type { Git } from './git.ts';
import { NOBODY } from './identity.ts';
import { treeOf, writeCommit } from './objects.ts';
import { attemptRef, keep, resolve } from './refs.ts';
import { folderOf, readRecord, type Site, unaskedOf } from './site.ts';
import { type Staged, staged } from './staging.ts';
import { alone, discard, existing, isAttempt, named, placeOf } from './worktrees.ts';

/** Takes a worktree away, after work that no ref holds has got one. False where there was none. */
export async function remove(site: Site, name: string): Promise<boolean> {
  named(name);
  if ((await lstat(folderOf(site, name)).catch(() => undefined))?.isDirectory()) await keepWork(site, name);
  return alone(site, () => discard(site, name));
}

/** Gives refs to the work in a run's worktrees that no ref holds yet. */
export async function keepAllWork(
  git: Git,
  run: { readonly runId: string; readonly worktrees: string; readonly temporary: string },
): Promise<void> {
  const { runId, worktrees, temporary } = run;
  if (!(await lstat(worktrees).catch(() => undefined))?.isDirectory()) return;
  const root = await realpath(worktrees);
  const site: Site = { git, root, temporary, runId, ports: new Set(), deleteLater() {} };
  for (const name of await existing(site)) await keepWork(site, name);
}

/** Takes the worktrees away in which nobody has worked: made ahead and never asked for, or half made. */
export async function removeUnasked(site: Site): Promise<void> {
  for (const name of await existing(site))
    if (existsSync(unaskedOf(site, name)) || !(await readRecord(site, name)))
      await alone(site, () => discard(site, name));
}

/**
 * What the worktree holds beyond the commit it was brought to becomes the attempt's ref, or stands beside it as
 * `<attempt>-left` where the attempt has one. What git says of the worktree is not needed for that, so that work
 * survives an agent that has destroyed its `.git`.
 */
async function keepWork(site: Site, name: string): Promise<void> {
  if (!isAttempt(name)) return;
  const { git } = site;
  const record = await readRecord(site, name);
  if (!record) return; // half made: nobody has worked in it
  const place = (await placeOf(site, name)) ?? { ...git.place, workTree: folderOf(site, name) };
  const ref = attemptRef(site.runId, name);
  const keepTree = async ({ tree }: Staged) => {
    if (tree === (await treeOf(git, record.commit))) return;
    const kept = await resolve(git, ref);
    if (kept && tree === (await treeOf(git, kept))) return;
    const left = await writeCommit(git, {
      ...{ tree, parents: [record.commit], message: `What was left in the worktree ${name}` },
      ...{ author: NOBODY, committer: NOBODY },
    });
    await keep(git, kept ? `${ref}-left` : ref, left);
  };
  const at = { name, place, record };
  await staged(site, { ...at, whole: true }, keepTree).catch(async (error) => {
    if (!/Permission denied/.test(error.message)) throw error;
    await openUp(place.workTree); // an agent, or a tool, shut parts of it even against its owner
    await staged(site, at, keepTree);
  });
}
