import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Makes a folder a repository whose first commit holds what is there; a sentence says why it could not. */
export async function startRepository(
  folder: string,
  identity?: { readonly name: string; readonly email: string },
): Promise<string | undefined> {
  const git = (...args: string[]) =>
    run('git', ['-c', 'core.hooksPath=/dev/null', '-c', 'commit.gpgSign=false', ...args], {
      cwd: folder,
      windowsHide: true,
    });
  try {
    await git('init', '--quiet', '--initial-branch=main');
    if (identity) {
      await git('config', 'user.name', identity.name);
      await git('config', 'user.email', identity.email);
    }
    await git('add', '--all');
    await git('commit', '--quiet', '--allow-empty', '--message', 'Start');
    return undefined;
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error);
    return `A repository could not be started in ${folder}: ${said}`;
  }
}
