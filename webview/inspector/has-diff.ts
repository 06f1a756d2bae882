import type { Attempt } from '../../src/model/view.ts';

/** It has a commit, or a worktree that an agent is changing. */
export const hasDiff = ({ commit, state }: Attempt) =>
  commit !== undefined || state === 'prepared' || state === 'finished';
