import type { Git } from './git.ts';

/** A remote and its two addresses, with the person's own rewriting applied. */
export type Remote = { readonly name: string; readonly fetchUrl: string; readonly pushUrl: string };

export async function remotes(git: Git): Promise<readonly Remote[]> {
  const names = (await git.bytes(['remote']))
    .toString()
    .split('\n')
    .filter((name) => name !== '');
  const urlOf = async (...args: readonly string[]) => {
    const { stdout } = await git.run(['remote', 'get-url', ...args]);
    return stdout.toString().split('\n')[0] ?? '';
  };
  return Promise.all(
    names.map(async (name) => ({
      name,
      fetchUrl: await urlOf('--', name),
      pushUrl: await urlOf('--push', '--', name),
    })),
  );
}
