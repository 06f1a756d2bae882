import { basename, join } from 'node:path';
import type { Environment } from '../adapters/environment.ts';
import type { LookAtBase, Push } from '../adapters/forge/forge.ts';
import { baseMoved } from '../adapters/git/base-moved.ts';
import { type Git, openGit } from '../adapters/git/git.ts';
import type { Place } from '../adapters/git/hardened.ts';
import { inspect, type Refused } from '../adapters/git/preflight.ts';
import { push } from '../adapters/git/push.ts';
import type { RunInfo } from '../model/view.ts';

/** Where a repository is, and what Baro needs to know of it before a run. */
export type Site = {
  readonly root: string;
  readonly commonDir: string;
  readonly checkout: Place;
  readonly name: string;
  /** What a run starts from: the branch that its pull request is made against, and the commit. */
  readonly base: RunInfo['base'];
  readonly remote: { readonly name: string; readonly fetchUrl: string; readonly pushUrl: string } | undefined;
  /** How many files of the checkout are not committed. */
  readonly uncommitted: number;
  /** What a person should know beforehand; none of it stops a run. */
  readonly notes: readonly string[];
  readonly git: Git;
  readonly push: Push;
  readonly lookAtBase: LookAtBase;
};

/** Looks at a folder's repository, and makes nothing there. `base` is a ref; HEAD without it. */
export async function siteOf(folder: string, env: Environment, base?: string): Promise<Site | Refused> {
  const found = await inspect(folder, { env, ...(base === undefined ? {} : { base }) });
  if (!found.ok) return found;
  // Only objects and refs are read through it, never the files of the checkout.
  const git = openGit({ commonDir: found.commonDir, scratch: found.root, base: env });
  return {
    root: found.root,
    commonDir: found.commonDir,
    checkout: found.checkout,
    name: basename(found.root),
    base: { ref: found.base.branch ?? found.base.ref, commit: found.base.commit },
    remote: found.base.remote,
    uncommitted: found.uncommitted,
    notes: found.notes,
    git,
    push: (target) => push(git, target),
    lookAtBase: (request) => baseMoved(git, request),
  };
}

export const runsFolder = ({ commonDir }: Pick<Site, 'commonDir'>) => join(commonDir, 'baro', 'runs');
