import type { Change } from './changes.ts';
import type { Git } from './git.ts';
import { destination, LINK, type Links, linksOf } from './links.ts';
import { fields, joined, shown } from './paths.ts';
import { isProtected } from './protected.ts';
import { secrets } from './secrets.ts';
import { unfiltered } from './unfiltered.ts';

const REPOSITORY = '160000';
const MEGABYTE = 1_000_000;
const BIG = 25 * MEGABYTE;
/** So much may come in files of which none is big. */
const HEAVY = 100 * MEGABYTE;
/** Fewer files than this may all go without a word. */
const MOST_OF = 5;

/** Why a person has to look at a commit before it is merged: a sentence each. */
export async function gates(
  git: Git,
  { parent, commit, changes }: { parent: string; commit: string; changes: readonly Change[] },
): Promise<readonly string[]> {
  if (changes.length === 0) return [];
  const links = await linksOf(git, commit);
  return [
    ...guardedPaths(changes, links),
    ...linkedRepositories(changes),
    ...newLinks(changes, links),
    ...(await bentLinks(git, { parent, changes, links })),
    ...(await massDeletion(git, parent, changes)),
    ...(await bigFiles(git, changes)),
    ...(await secrets(git, parent, commit)),
    ...(await unfiltered(git, commit, changes)),
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

const STEERS = ', which decides what runs on your machine or what agents are told.';

function guardedPaths(changes: readonly Change[], links: Links): readonly string[] {
  const others = [...links.keys()].map((link) => ({ link, to: destination(links, link) }));
  const guarded = (verb: string, path: string): readonly string[] => {
    const also = isProtected(path) ? undefined : alias(path, others);
    return isProtected(path) || also !== undefined
      ? [`It ${verb} ${shown(path)}${also === undefined ? '' : `, which is also ${shown(also)}`}${STEERS}`]
      : [];
  };
  return changes.flatMap(({ status, path, oldPath }) => [
    ...(status === 'R' && oldPath !== undefined ? guarded('renames', oldPath) : []),
    ...guarded(VERBS[status], path),
  ]);
}

/** The protected name that a path has besides its own, by a link to it or to a folder above it. */
function alias(
  path: string,
  links: readonly { readonly link: string; readonly to: string | undefined }[],
): string | undefined {
  for (const { link, to } of links) {
    if (!to || !(path === to || path.startsWith(`${to}/`))) continue;
    const other = `${link}${path.slice(to.length)}`;
    if (isProtected(other)) return other;
  }
  return undefined;
}

const linkedRepositories = (changes: readonly Change[]) =>
  changes
    .filter(({ mode, oldMode }) => mode === REPOSITORY || oldMode === REPOSITORY)
    .map(({ path }) => `It changes which commit of another repository ${shown(path)} is.`);

function newLinks(changes: readonly Change[], links: Links): readonly string[] {
  return changes.flatMap(({ mode, status, path }) => {
    if (mode !== LINK || status === 'D') return [];
    const to = destination(links, path);
    const link = `${shown(path)} a link to ${shown(links.get(path) ?? '')}`;
    if (to === undefined) return [`It makes ${link}, outside the repository.`];
    if (isProtected(to)) return [`It makes ${link}, which is protected.`];
    return !isProtected(path) && isProtected(`${path}/workflows`) ? [`It makes ${link}${STEERS}`] : [];
  });
}

/** Links that are the same as before and lead out only now, through one that is not. */
async function bentLinks(
  git: Git,
  { parent, changes, links }: { parent: string; changes: readonly Change[]; links: Links },
): Promise<readonly string[]> {
  if (!changes.some(({ mode, oldMode }) => mode === LINK || oldMode === LINK)) return [];
  const before = await linksOf(git, parent);
  return [...links]
    .filter(([path, target]) => before.get(path) === target)
    .filter(([path]) => destination(links, path) === undefined && destination(before, path) !== undefined)
    .map(([path]) => `It makes the link ${shown(path)} lead outside the repository.`);
}

async function massDeletion(
  git: Git,
  parent: string,
  changes: readonly Change[],
): Promise<readonly string[]> {
  const deleted = changes.filter(({ status }) => status === 'D').length;
  if (deleted < MOST_OF) return [];
  const files = fields(await git.bytes(['ls-tree', '-r', '-z', '--name-only', parent])).length;
  return deleted >= files * 0.9 ? [`It deletes ${deleted} of ${files} files.`] : [];
}

export async function bigFiles(git: Git, changes: readonly Change[]): Promise<readonly string[]> {
  const written = changes.filter(({ status, mode }) => status !== 'D' && mode !== REPOSITORY);
  if (written.length === 0) return [];
  const input = joined(written.map(({ id }) => id))
    .toString()
    .replaceAll('\0', '\n');
  const sizes = (await git.bytes(['cat-file', '--batch-check=%(objectsize)'], { input }))
    .toString()
    .split('\n');
  const found = written.map(({ path }, at) => ({ path, size: Number(sizes[at]) }));
  const rest = found.reduce((sum, { size }) => sum + (size > BIG ? 0 : size), 0);
  return [
    ...found
      .filter(({ size }) => size > BIG)
      .map(({ path, size }) => `It adds ${shown(path)} with ${megabytes(size)}.`),
    ...(rest > HEAVY ? [`It adds ${megabytes(rest)} in ${written.length} files.`] : []),
  ];
}

const megabytes = (size: number) => `${Math.round(size / MEGABYTE)} MB`;
