import type { OpenRuns } from './seam.ts';

/** Opens the runs of the repository that a folder belongs to. */
export const openRuns: OpenRuns = async (folder) => ({
  problem: `The engine that would run in ${folder} is not part of this build.`,
});
