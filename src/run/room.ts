import { constants } from 'node:fs';
import { access, readdir, realpath, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import type { Environment } from '../adapters/environment.ts';
import { baroHome } from '../adapters/git/home.ts';
import type { HostSettings } from './seam.ts';

/** The folder that holds all worktrees, of every repository. */
export const worktreesIn = (
  { worktreeDirectory }: Pick<HostSettings, 'worktreeDirectory'>,
  env: Environment,
) => worktreeDirectory ?? baroHome(env);

/**
 * Why a run has no room to work in, a sentence each; nothing is made. `home` is the folder for worktrees, of which
 * none may be in the repository's checkout.
 */
export async function roomProblems(
  home: string,
  repository?: { readonly root: string; readonly commonDir: string },
): Promise<readonly string[]> {
  const why = await unfitForWorktrees(home, repository?.root);
  const temporary = tmpdir();
  return [
    ...(why
      ? [
          `Worktrees cannot be in ${home}, ${why}. Set BARO_HOME or \`baro.worktree.directory\` to another folder.`,
        ]
      : []),
    ...((await stat(temporary).catch(() => undefined))?.isDirectory() && (await canWrite(temporary))
      ? []
      : [
          `Temporary files cannot be in ${temporary}. Set TMPDIR to a folder that is there and can be written.`,
        ]),
    ...(repository ? await storeProblems(join(repository.commonDir, 'objects')) : []),
  ];
}

/** git spreads new objects over folders of two digits; whoever once ran it as another user has left some of theirs. */
async function storeProblems(objects: string): Promise<readonly string[]> {
  const spread = (await readdir(objects).catch((): string[] => [])).filter((name) =>
    /^[0-9a-f]{2}$/.test(name),
  );
  const folders = [objects, ...spread.sort().map((name) => join(objects, name))];
  const writable = await Promise.all(folders.map(canWrite));
  const [first, ...more] = folders.filter((_, at) => !writable[at]);
  if (first === undefined) return [];
  const others = more.length === 0 ? '' : ` and ${more.length} more like it`;
  return [
    `git cannot keep commits: the folder ${first}${others} cannot be written. Make them your own again, for example with sudo chown -R "$(id -un)" ${objects}`,
  ];
}

async function unfitForWorktrees(home: string, root: string | undefined): Promise<string | undefined> {
  if (!isAbsolute(home)) return 'which is no absolute path';
  const there = await nearest(home);
  const real = join(await realpath(there), relative(there, home));
  if (root !== undefined && `${real}${sep}`.startsWith(`${root}${sep}`))
    return 'which is inside the repository';
  if (!(await stat(there)).isDirectory()) return `because ${there} is no folder`;
  return (await canWrite(there)) ? undefined : `because ${there} cannot be written`;
}

/** The folder itself, or the nearest above it that exists. */
export async function nearest(folder: string): Promise<string> {
  const there = await stat(folder).catch(() => undefined);
  return there || dirname(folder) === folder ? folder : nearest(dirname(folder));
}

const canWrite = (folder: string) =>
  access(folder, constants.W_OK).then(
    () => true,
    () => false,
  );
