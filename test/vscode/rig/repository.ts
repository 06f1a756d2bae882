import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { command } from './command.ts';

export type Repository = { readonly folder: string; remove(): Promise<void> };

/** A git repository with one commit, to be opened as a workspace. */
export const makeRepository = async (files: Readonly<Record<string, string>>): Promise<Repository> => {
  const folder = await mkdtemp(join(tmpdir(), 'baro-workspace-'));
  const git = (...args: readonly string[]) => command('git', args, { cwd: folder });
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  await git('init', '--quiet', '--initial-branch', 'main');
  await git('add', '--all');
  const author = ['-c', 'user.name=Robin Tester', '-c', 'user.email=robin@example.com'];
  await git(...author, 'commit', '--quiet', '--message', 'Start');
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
};
