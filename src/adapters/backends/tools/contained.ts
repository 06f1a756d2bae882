import { constants } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, realpath } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { mayBeGit } from '../../git/protected.ts';

/*
 * The one way from a path that a model names to a file. The path is resolved through every link and has to lie
 * inside the folder; then it is walked again from the folder, name by name, following no link at all, so that a
 * link put there in between leads nowhere. `.git`, in any spelling, is not there.
 */

const { O_RDONLY, O_WRONLY, O_CREAT, O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK } = constants;

/** The real absolute path of what may be read; throws a sentence for the model where there is none. */
export async function readable(folder: string, path: string): Promise<string> {
  const root = await realpath(folder);
  const real = await realpath(named(root, folder, path)).catch(() => undefined);
  if (real === undefined) throw new Error(`${path} does not exist`);
  return inside(root, real, path);
}

/** Opens a regular file inside the folder for reading. */
export async function openInside(folder: string, path: string): Promise<FileHandle> {
  const real = await readable(folder, path);
  const root = await realpath(folder);
  if (real === root) throw new Error(`${path} is not a file`);
  return within(root, dirname(real), false, async (below) => {
    const file = await open(below(basename(real)), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    if ((await file.stat()).isFile()) return file;
    await file.close();
    throw new Error(`${path} is not a file`);
  });
}

/** Replaces or creates a file inside the folder, with the folders it needs. */
export async function writeInside(folder: string, path: string, content: string): Promise<void> {
  const root = await realpath(folder);
  const real = await writable(root, folder, path);
  await within(root, dirname(real), true, async (below) => {
    const file = await open(below(basename(real)), O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o666);
    try {
      const found = await file.stat();
      if (!found.isFile()) throw new Error(`${path} is not a file`);
      if (found.nlink > 1) throw new Error(`${path} is a hard link; what else it changes is unknown`);
      await file.truncate(0);
      await file.writeFile(content);
    } finally {
      await file.close();
    }
  });
}

/** The real path that a write to `path` would change, none of it created yet. */
async function writable(root: string, folder: string, path: string): Promise<string> {
  const wanted = named(root, folder, path);
  if (wanted === root) throw new Error(`${path} is the folder itself`);
  let existing = wanted;
  while (!(await exists(existing))) existing = dirname(existing);
  const real = await realpath(existing).catch(() => undefined);
  if (real === undefined) throw new Error(`${path} is a link to nothing`);
  return inside(root, join(real, relative(existing, wanted)), path);
}

const exists = (path: string) =>
  lstat(path).then(
    () => true,
    () => false,
  );

/**
 * Walks from the root to a folder below it, and works there on names. Linux can name a file by the folder that is
 * open, whatever happens to the path meanwhile; elsewhere a link put there between two steps would be followed.
 */
async function within<T>(
  root: string,
  folder: string,
  create: boolean,
  work: (below: (name: string) => string) => Promise<T>,
): Promise<T> {
  let path = root;
  let handle = await open(root, O_RDONLY | O_DIRECTORY);
  const below = (name: string) =>
    process.platform === 'linux' ? `/proc/self/fd/${handle.fd}/${name}` : join(path, name);
  try {
    for (const name of relative(root, folder).split(sep).filter(Boolean)) {
      if (create) await mkdir(below(name)).catch(unlessThere);
      const next = await open(below(name), O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
      await handle.close();
      [handle, path] = [next, join(path, name)];
    }
    return await work(below);
  } finally {
    await handle.close();
  }
}

function unlessThere(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

/** The path below the root, links not looked at; an absolute path may call the folder by either of its names. */
function named(root: string, folder: string, path: string): string {
  if (path.includes('\0')) throw new Error('a path has no NUL in it');
  for (const name of [resolve(folder), root]) {
    const absolute = resolve(name, path);
    if (isBelow(name, absolute)) return inside(root, join(root, relative(name, absolute)), path);
  }
  throw new Error(`${path} is outside the folder you work in`);
}

/** The real path itself, if the root holds it and git does not. */
function inside(root: string, real: string, path: string): string {
  if (!isBelow(root, real)) throw new Error(`${path} leads outside the folder you work in`);
  if (relative(root, real).split(sep).some(mayBeGit))
    throw new Error(`${path} belongs to git; it is not yours`);
  return real;
}

const isBelow = (root: string, path: string) =>
  path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
