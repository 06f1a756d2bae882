import { basename } from 'node:path';
import { Obstacle } from '../../engine/obstacle.ts';
import { type Git, saidIn } from './git.ts';
import { fields, shown, slashed } from './paths.ts';
import type { Site } from './site.ts';

const NONE = '0'.repeat(40);

/** The commit a ref is at. */
export async function resolve(git: Git, ref: string): Promise<string | undefined> {
  const { code, stdout } = await git.run([
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${ref}^{commit}`,
  ]);
  return code === 0 ? stdout.toString().trim() : undefined;
}

export const tip = (git: Git, branch: string) => resolve(git, `refs/heads/${branch}`);

/** Creates the branch; one that is already there stays as it is. */
export async function createBranch(git: Git, branch: string, commit: string): Promise<void> {
  const ref = head(branch);
  const { code, stderr } = await git.run(['update-ref', ref, commit, NONE.padEnd(commit.length, '0')]);
  if (code !== 0 && !(await resolve(git, ref))) throw stuck(`${branch} could not be created`, stderr);
}

/** Compare and swap. A branch that a person has checked out does not move under them; an agent has no say. */
export async function advance(
  { git, root }: Pick<Site, 'git' | 'root'>,
  branch: string,
  from: string,
  to: string,
): Promise<boolean> {
  const ref = head(branch);
  const holder = (await checkouts(git, ref)).find((folder) => !folder.startsWith(`${slashed(root)}/`));
  if (holder)
    throw new Obstacle(
      'branch_checked_out',
      `The run's branch ${branch} is checked out in the folder ${basename(holder)} and does not move under you. Switch that checkout to another branch, then let the run go on.`,
    );
  const { code, stderr } = await git.run(['update-ref', '-m', 'baro: integrate', ref, to, from]);
  if (code === 0) return true;
  const now = await resolve(git, ref);
  if (now === from) throw stuck(`${branch} could not be moved`, stderr);
  return now === to;
}

/** A ref that git cannot write is locked by another git, or its folder takes no files: the commit is not at fault. */
const stuck = (what: string, stderr: string) =>
  new Obstacle('branch_stuck', `${what}: ${saidIn(stderr)}. See what holds it, then let the run go on.`);

/** The ref that keeps the work of an attempt, whose worktree is named `<story>.<attempt>`; of what is none, the attempt is 0. */
export function attemptRef(runId: string, worktree: string): string {
  const dot = worktree.lastIndexOf('.');
  const [story, attempt] = dot < 0 ? [worktree, '0'] : [worktree.slice(0, dot), worktree.slice(dot + 1)];
  return `refs/baro/${runId}/${story}/${attempt}`;
}

/** Points one of Baro's own refs at a commit, wherever it was. */
export async function keep(git: Git, ref: string, commit: string): Promise<void> {
  if (!ref.startsWith('refs/baro/')) throw new Error(`${ref} is not a ref of Baro's`);
  const { code, stderr } = await git.run(['update-ref', ref, commit]);
  if (code !== 0) throw stuck(`${ref} could not be written`, stderr);
}

/** Only branches that Baro names itself: it moves no other. */
function head(branch: string): string {
  if (!/^baro\/[A-Za-z0-9][\w./-]*$/.test(branch)) throw new Error(`${branch} is not a branch of Baro's`);
  return `refs/heads/${branch}`;
}

/** The checkouts that are on this branch. */
async function checkouts(git: Git, ref: string): Promise<readonly string[]> {
  let folder = '';
  const found: string[] = [];
  for (const line of fields(await git.bytes(['worktree', 'list', '--porcelain', '-z']))) {
    if (line.startsWith('worktree ')) folder = line.slice('worktree '.length);
    if (line === `branch ${ref}`) found.push(shown(folder));
  }
  return found;
}
