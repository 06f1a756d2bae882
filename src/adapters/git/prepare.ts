import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Place } from './hardened.ts';
import { freePort } from './port.ts';
import {
  copyIndex,
  indexOf,
  readRecord,
  renameRecord,
  type Site,
  tempOf,
  type WorktreeRecord,
  writeRecord,
} from './site.ts';
import { NEVER_COMMITTED } from './staging.ts';
import { add, alone, discard, existing, intact, move, named, placeOf, pointsTo, SPARE } from './worktrees.ts';

/** What else a worktree needs than the files of a commit; resolves with the dependency folders it was given. */
export type Furnish = (
  place: Place,
  at: { readonly port: number; readonly temp: string; readonly abort: AbortSignal },
) => Promise<readonly string[]>;

/** A worktree at the commit, with its dependencies: the one an interrupted call left, a spare one, or a new one. */
export async function prepare(
  site: Site,
  wanted: {
    readonly name: string;
    readonly commit: string;
    readonly furnish: Furnish;
    readonly abort: AbortSignal;
  },
): Promise<WorktreeRecord> {
  const { name, commit, furnish, abort } = wanted;
  named(name);
  const found = await whole(site, name);
  if (found) return found.commit === commit ? found : bring(site, name, commit);
  const takeOver = async () => {
    await discard(site, name);
    return adopt(site, name);
  };
  const spare = await alone(site, takeOver, abort);
  if (spare) return spare.commit === commit ? spare : bring(site, name, commit);
  return make(site, { name, commit, furnish, abort });
}

/** A worktree that is ready for whoever comes first; its name is its number. */
export async function makeSpare(
  site: Site,
  wanted: {
    readonly number: number;
    readonly commit: string;
    readonly furnish: Furnish;
    readonly abort: AbortSignal;
  },
): Promise<void> {
  const name = `.spare-${wanted.number}`;
  if (await whole(site, name)) return;
  await make(site, { ...wanted, name });
}

export async function spares({ root }: Site): Promise<readonly string[]> {
  return (await readdir(root).catch(() => [])).filter((name) => SPARE.test(name)).sort();
}

async function make(
  site: Site,
  { name, commit, furnish, abort }: { name: string; commit: string; furnish: Furnish; abort: AbortSignal },
): Promise<WorktreeRecord> {
  const place = await alone(
    site,
    async () => {
      await discard(site, name);
      return add(site, name, commit, abort);
    },
    abort,
  );
  await checkedOut(site, place, name, commit, abort);
  const port = await freePort(`${site.runId}/${name}`, await portsIn(site));
  const given = await furnish(place, { port, temp: tempOf(site, name), abort });
  const record = { commit, port, given: [...given] };
  await writeRecord(site, name, record);
  return record;
}

/** Takes the first spare worktree that is whole. Call it under the lock. */
async function adopt(site: Site, name: string): Promise<WorktreeRecord | undefined> {
  for (const spare of await spares(site)) {
    if (!(await whole(site, spare))) continue;
    await move(site, spare, name);
    await renameRecord(site, spare, name);
    return readRecord(site, name);
  }
  return undefined;
}

/** Exactly the commit, whatever the worktree holds and whatever its index claims; ignored files stay. */
export async function bring(site: Site, name: string, commit: string): Promise<WorktreeRecord> {
  const place = await intact(site, name);
  const record = await readRecord(site, name);
  if (!record) throw new Error(`the worktree ${name} was never made ready`);
  await rm(join(place.gitDir, 'index.lock'), { force: true });
  await copyIndex(indexOf(site, name), join(place.gitDir, 'index'));
  await checkedOut(site, place, name, commit);
  const kept = [...NEVER_COMMITTED, ...record.given.map((folder) => `/${folder}`)].flatMap((p) => ['-e', p]);
  await site.git.bytes(['clean', '-ffdq', ...kept], { at: place });
  await mkdir(tempOf(site, name), { recursive: true, mode: 0o700 });
  const brought = { ...record, commit };
  await writeRecord(site, name, brought);
  return brought;
}

async function checkedOut(
  site: Site,
  place: Place,
  name: string,
  commit: string,
  abort?: AbortSignal,
): Promise<void> {
  await site.git.bytes(['checkout', '--force', '--detach', '--no-recurse-submodules', commit], {
    at: place,
    ...(abort ? { abort } : {}),
  });
  await mkdir(join(site.root, '.state'), { recursive: true });
  await copyIndex(join(place.gitDir, 'index'), indexOf(site, name));
}

/** The record of a worktree that was made ready and still is one. */
async function whole(site: Site, name: string): Promise<WorktreeRecord | undefined> {
  const record = await readRecord(site, name);
  const place = record && (await placeOf(site, name));
  return place && existsSync(place.workTree) && (await pointsTo(place)) ? record : undefined;
}

async function portsIn(site: Site): Promise<readonly number[]> {
  const names = [...(await existing(site)), ...(await spares(site))];
  const records = await Promise.all(names.map((name) => readRecord(site, name)));
  return records.flatMap((record) => (record ? [record.port] : []));
}
