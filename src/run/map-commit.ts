import type { Git } from '../adapters/git/git.ts';
import { mapRepository } from '../adapters/repository-map.ts';
import type { Repository } from '../engine/ports.ts';

/** Maps the repository at a commit from git's own objects; commands that somebody set come before what is recognised. */
export const mapCommit =
  (
    git: Git,
    told: { readonly build: readonly string[]; readonly test: readonly string[] },
  ): Repository['map'] =>
  async (commit) => {
    const listing = await git.text(['ls-tree', '-r', '-z', '--name-only', '--full-tree', commit]);
    const map = await mapRepository({
      files: listing.split('\0').filter(Boolean),
      read: (path) => git.text(['cat-file', 'blob', `${commit}:${path}`]).catch(() => undefined),
      windows: process.platform === 'win32',
    });
    return {
      ...map,
      ...(told.build.length > 0 ? { build: [...told.build] } : {}),
      ...(told.test.length > 0 ? { test: [...told.test] } : {}),
    };
  };
