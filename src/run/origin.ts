import type { Environment } from '../adapters/environment.ts';
import { tip } from '../adapters/git/refs.ts';
import { type StoredRun, storedRun } from './runs.ts';
import type { RunSettings } from './seam.ts';
import { type Site, siteOf } from './site.ts';

/** Where a run begins: the repository as it is now, and the branch where it is not a new one. */
export type Origin = { readonly site: Site; readonly branch?: string };

type Wanted = Pick<RunSettings, 'base' | 'continues' | 'includeChanges'>;

/** From a ref, HEAD without one, or the branch of a finished run. */
export async function originOf(
  folder: string,
  env: Environment,
  { base, continues, includeChanges }: Wanted,
): Promise<Origin | { readonly problem: string }> {
  if (includeChanges && (base !== undefined || continues !== undefined))
    return {
      problem:
        'What is not committed belongs to the commit you are at; leave the base and the run to continue out.',
    };
  const site = await siteOf(folder, env, base);
  if ('problem' in site) return { problem: site.problem };
  if (continues === undefined) return { site };
  if (base !== undefined)
    return { problem: 'A run that is continued begins on its own branch; leave the base out.' };
  const stored = await storedRun(site, continues);
  if (!stored?.view.run) return { problem: `There is no run ${continues} in this repository.` };
  return continued(folder, env, site, stored);
}

/** The base stays what the pull request is made against; the commit is the tip of the branch. */
async function continued(
  folder: string,
  env: Environment,
  here: Site,
  { id, view, owned }: StoredRun,
): Promise<Origin | { readonly problem: string }> {
  const { base, branch = '' } = view.run ?? {};
  if (!view.ending.completed)
    return {
      problem: owned
        ? `Run ${id} is open in another process; continue it when it is finished.`
        : `Run ${id} is not finished; \`baro resume ${id}\` goes on with it.`,
    };
  const commit = await tip(here.git, branch);
  if (!commit) return { problem: `The branch ${branch} of run ${id} is not there to go on with.` };
  // The base's own remote is where the branch was pushed to.
  const there = base && (await siteOf(folder, env, base.ref));
  const site = there && !('problem' in there) ? there : here;
  return { site: { ...site, base: { ref: base?.ref ?? site.base.ref, commit } }, branch };
}
