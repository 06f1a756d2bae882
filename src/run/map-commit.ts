import type { Git } from '../adapters/git/git.ts';
import { mapRepository } from '../adapters/repository-map.ts';
import type { Repository } from '../engine/ports.ts';

/** Maps the repository as it is at a commit, from git's own objects: the checkout is not looked at. */
export const mapCommit =
  (git: Git): Repository['map'] =>
  async (commit) => {
    const listing = await git.text(['ls-tree', '-r', '-z', '--name-only', '--full-tree', commit]);
    return mapRepository({
      files: listing.split('\0').filter(Boolean),
      read: (path) => git.text(['cat-file', 'blob', `${commit}:${path}`]).catch(() => undefined),
      windows: process.platform === 'win32',
    });
  };
