import type { Git } from './git.ts';
import type { Place } from './hardened.ts';
import { fields } from './paths.ts';

/** What git ignores in a checkout; a folder that it ignores as a whole ends with a slash and stands for all in it. */
export async function ignored(git: Git, at: Place): Promise<readonly string[]> {
  const args = ['ls-files', '-z', '--others', '--ignored', '--exclude-standard', '--directory'];
  return fields(await git.bytes(args, { at })).map(asText);
}

/** What no commit has of a checkout, ignored or not; a folder with nothing else in it stands for all in it. */
export async function untracked(git: Git, at: Place): Promise<readonly string[]> {
  const paths = fields(await git.bytes(['ls-files', '-z', '--others', '--directory'], { at }));
  return paths.map((path) => asText(path).replace(/\/$/, ''));
}

/** Node's file functions take text; a name that is none finds no file, and is left alone. */
export const asText = (path: string) => Buffer.from(path, 'latin1').toString();
