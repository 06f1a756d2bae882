import { constants } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, readlink, realpath } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';

/*
 * The one way from a path that a model names to a file. A path is resolved through every link first and then
 * has to lie inside the folder; the file is opened without following a link, and what was opened is looked at
 * once more, so that a link put there meanwhile leads nowhere. `.git`, in any spelling, is not there at all.
 */

/** A sentence the model is told. */
class Refused extends Error {}

/** The real absolute path of what may be read; throws a sentence where there is none. */
export async function readable(folder: string, path: string): Promise<string> {
  const root = await realpath(folder);
  const real = await realpath(named(root, folder, path)).catch(() => undefined);
  if (real === undefined) throw new Refused(`${path} does not exist`);
  return inside(root, real, path);
}

/** Opens a regular file inside the folder for reading. */
export async function openInside(folder: string, path: string): Promise<FileHandle> {
  const real = await readable(folder, path);
  const file = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    if (!(await file.stat()).isFile()) throw new Refused(`${path} is not a file`);
    inside(await realpath(folder), await whereIs(file, real), path);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Replaces or creates a file inside the folder, with the folders it needs. */
export async function writeInside(folder: string, path: string, content: string): Promise<void> {
  const root = await realpath(folder);
  const target = await writable(root, folder, path);
  await mkdir(dirname(target), { recursive: true });
  const parent = await open(
    dirname(target),
    constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW,
  );
  try {
    const real = inside(root, await whereIs(parent, await realpath(dirname(target))), path);
    const name = join(process.platform === 'linux' ? `/proc/self/fd/${parent.fd}` : real, basename(target));
    const { O_WRONLY, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = constants;
    const file = await open(name, O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o666);
    try {
      const found = await file.stat();
      if (!found.isFile()) throw new Refused(`${path} is not a file`);
      if (found.nlink > 1) throw new Refused(`${path} is a hard link; what else it changes is unknown`);
      await file.truncate(0);
      await file.writeFile(content);
    } finally {
      await file.close();
    }
  } finally {
    await parent.close();
  }
}

/** The real path that a write to `path` would change, none of it created yet. */
async function writable(root: string, folder: string, path: string): Promise<string> {
  const wanted = named(root, folder, path);
  if (wanted === root) throw new Refused(`${path} is the folder itself`);
  let existing = wanted;
  while (!(await exists(existing))) existing = dirname(existing);
  const real = await realpath(existing).catch(() => undefined);
  if (real === undefined) throw new Refused(`${path} is a link to nothing`);
  return inside(root, join(real, relative(existing, wanted)), path);
}

const exists = (path: string) =>
  lstat(path).then(
    () => true,
    () => false,
  );

/** The path below the root, links not looked at; an absolute path may call the folder by either of its names. */
function named(root: string, folder: string, path: string): string {
  if (path.includes('\0')) throw new Refused('a path has no NUL in it');
  for (const name of [resolve(folder), root]) {
    const absolute = resolve(name, path);
    if (isBelow(name, absolute)) return inside(root, join(root, relative(name, absolute)), path);
  }
  throw new Refused(`${path} is outside the folder you work in`);
}

/** The real path itself, if the root holds it and git does not. */
function inside(root: string, real: string, path: string): string {
  if (!isBelow(root, real)) throw new Refused(`${path} leads outside the folder you work in`);
  if (relative(root, real).split(sep).some(isGit))
    throw new Refused(`${path} belongs to git; it is not yours`);
  return real;
}

const isBelow = (root: string, path: string) =>
  path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);

/** `.git` as any file system may spell it: other case, trailing dots, invisible characters, streams, short names. */
function isGit(name: string): boolean {
  const plain = name
    .normalize('NFKC')
    .replace(/\p{Default_Ignorable_Code_Point}|\p{Cf}/gu, '')
    .replace(/:.*$/, '')
    .replace(/[. ]+$/, '')
    .toLowerCase();
  return plain === '.git' || /^git~\d+$/.test(plain);
}

/** Where an open file really is, asked of the system where it can tell. */
async function whereIs(file: FileHandle, otherwise: string): Promise<string> {
  return process.platform === 'linux' ? readlink(`/proc/self/fd/${file.fd}`) : otherwise;
}
