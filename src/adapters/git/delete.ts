import { chmod, lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Deletes a folder and all below it, though a tool shut parts of it even against their owner, as Go and Bazel do. */
export async function deleteAll(folder: string): Promise<void> {
  const once = () => rm(folder, { recursive: true, force: true, maxRetries: 3 });
  await once().catch(async (error) => {
    if (!isShut(error)) throw error;
    await openUp(folder);
    await once();
  });
}

export const isShut = (error: unknown) =>
  ['EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '');

/** Lets the owner read, write and enter all below a folder; what is another user's stays as it is. No link is followed. */
export async function openUp(folder: string): Promise<void> {
  await openTo(folder, 0o700);
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openUp(path);
    else if (entry.isFile()) await openTo(path, 0o600);
  }
}

async function openTo(path: string, owner: number): Promise<void> {
  const { mode } = await lstat(path);
  if ((mode & owner) !== owner) await chmod(path, (mode & 0o7777) | owner).catch(() => {});
}
