import { existsSync } from 'node:fs';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Call, Git } from './git.ts';
import type { Place } from './hardened.ts';
import { contents } from './links.ts';
import { type PushProblem, pushProblem } from './push-problem.ts';

const POINTER = /^version https:\/\/git-lfs\.github\.com\/spec\/v1\n(?:.*\n)*?oid sha256:([0-9a-f]{64})\n/;
/** git-lfs reads no pointer that is longer. */
const LONGEST = 1024;
/** A command line takes so many of them everywhere. */
const AT_ONCE = 200;

/** Whether the person's own configuration has git-lfs, as git-lfs itself writes it. */
export async function canLfs(git: Git): Promise<boolean> {
  const { stdout } = await git.run(['config', '--get', 'filter.lfs.process']);
  return stdout.toString().trim() !== '';
}

/**
 * Uploads what is in Git LFS of the commits that no remote is known to have. git leaves that to a hook, and Baro's git
 * runs none. `call` is that of the push.
 */
export async function uploadLfs(
  git: Git,
  { url, commit }: { readonly url: string; readonly commit: string },
  call: Call & { readonly at: Place },
): Promise<PushProblem | undefined> {
  const storage = join(git.place.commonDir, 'lfs');
  if (!existsSync(join(storage, 'objects')) || !(await canLfs(git))) return undefined;
  const stored = (oid: string) => existsSync(join(storage, 'objects', oid.slice(0, 2), oid.slice(2, 4), oid));
  const oids = (await objectsOf(git, commit)).filter(stored);
  // not by a setting: what git-lfs starts for a remote that is a folder would take it for that one's
  if (oids.length > 0) await symlink(storage, join(call.at.gitDir, 'lfs'), 'junction');
  for (let at = 0; at < oids.length; at += AT_ONCE) {
    const some = oids.slice(at, at + AT_ONCE);
    const answer = await git.run(['lfs', 'push', '--object-id', url, ...some], call);
    if (answer.code === 0) continue;
    const { kind, problem } = pushProblem({
      url,
      stderr: answer.stderr + answer.stdout,
      timedOut: answer.timedOut,
    });
    return { ok: false, kind, problem: `The files in Git LFS could not be uploaded. ${problem}` };
  }
  return undefined;
}

/** The names in Git LFS of what the commits hold that no remote is known to have. */
async function objectsOf(git: Git, commit: string): Promise<readonly string[]> {
  const listed = await git.bytes([
    'rev-list',
    '--objects',
    '--no-object-names',
    commit,
    '--not',
    '--remotes',
  ]);
  const checked = await git.bytes(['cat-file', '--batch-check=%(objecttype) %(objectsize) %(objectname)'], {
    input: listed,
  });
  const small = checked
    .toString()
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([type, size]) => type === 'blob' && Number(size) <= LONGEST)
    .map(([, , id = '']) => id);
  return [...new Set((await contents(git, small)).flatMap((text) => POINTER.exec(text)?.[1] ?? []))];
}
