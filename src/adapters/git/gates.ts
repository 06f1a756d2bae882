import type { Change } from './changes.ts';
import type { Git } from './git.ts';
import { fields, joined, shown } from './paths.ts';
import { isProtected } from './protected.ts';
import { secrets } from './secrets.ts';

const LINK = '120000';
const REPOSITORY = '160000';
const MEGABYTE = 1_000_000;
const BIG = 25 * MEGABYTE;
/** Fewer files than this may all go without a word. */
const MOST_OF = 5;

/** Why a person has to look at a commit before it is merged: a sentence each. */
export async function gates(
  git: Git,
  { parent, commit, changes }: { parent: string; commit: string; changes: readonly Change[] },
): Promise<readonly string[]> {
  if (changes.length === 0) return [];
  return [
    ...guardedPaths(changes),
    ...linkedRepositories(changes),
    ...(await outwardLinks(git, changes)),
    ...(await massDeletion(git, parent, changes)),
    ...(await bigFiles(git, changes)),
    ...(await secrets(git, parent, commit)),
  ];
}

const VERBS: Readonly<Record<Change['status'], string>> = {
  A: 'adds',
  C: 'adds',
  D: 'deletes',
  M: 'changes',
  R: 'adds',
  T: 'changes',
};

function guardedPaths(changes: readonly Change[]): readonly string[] {
  return changes.flatMap(({ status, path, oldPath }) => [
    ...(status === 'R' && oldPath !== undefined ? guarded('renames', oldPath) : []),
    ...guarded(VERBS[status], path),
  ]);
}

const guarded = (verb: string, path: string): readonly string[] =>
  isProtected(path)
    ? [`It ${verb} ${shown(path)}, which decides what runs on your machine or what agents are told.`]
    : [];

const linkedRepositories = (changes: readonly Change[]) =>
  changes
    .filter(({ mode, oldMode }) => mode === REPOSITORY || oldMode === REPOSITORY)
    .map(({ path }) => `It changes which commit of another repository ${shown(path)} is.`);

async function outwardLinks(git: Git, changes: readonly Change[]): Promise<readonly string[]> {
  const sentences: string[] = [];
  for (const { mode, status, id, path } of changes) {
    if (mode !== LINK || status === 'D') continue;
    const target = (await git.bytes(['cat-file', 'blob', id])).toString('latin1');
    const inside = within(path, target);
    if (inside === undefined)
      sentences.push(`It makes ${shown(path)} a link to ${shown(target)}, outside the repository.`);
    else if (isProtected(inside))
      sentences.push(`It makes ${shown(path)} a link to ${shown(target)}, which is protected.`);
  }
  return sentences;
}

/** Where a link leads, from the top of the tree; undefined where that is outside. */
function within(path: string, target: string): string | undefined {
  if (/^([/\\~]|[A-Za-z]:)/.test(target)) return undefined;
  const at = path.split('/').slice(0, -1);
  for (const step of target.split(/[/\\]/)) {
    if (step === '..' && at.pop() === undefined) return undefined;
    if (step !== '..' && step !== '.' && step !== '') at.push(step);
  }
  return at.join('/');
}

async function massDeletion(
  git: Git,
  parent: string,
  changes: readonly Change[],
): Promise<readonly string[]> {
  const deleted = changes.filter(({ status }) => status === 'D').length;
  if (deleted < MOST_OF) return [];
  const files = fields(await git.bytes(['ls-tree', '-r', '-z', '--name-only', parent])).length;
  return deleted > files * 0.9 ? [`It deletes ${deleted} of ${files} files.`] : [];
}

async function bigFiles(git: Git, changes: readonly Change[]): Promise<readonly string[]> {
  const written = changes.filter(({ status, mode }) => status !== 'D' && mode !== REPOSITORY);
  if (written.length === 0) return [];
  const input = joined(written.map(({ id }) => id))
    .toString()
    .replaceAll('\0', '\n');
  const sizes = (await git.bytes(['cat-file', '--batch-check=%(objectsize)'], { input }))
    .toString()
    .split('\n');
  return written.flatMap(({ path }, at) => {
    const size = Number(sizes[at]);
    return size > BIG ? [`It adds ${shown(path)} with ${Math.round(size / MEGABYTE)} MB.`] : [];
  });
}
