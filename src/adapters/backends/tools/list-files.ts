import { readdir } from 'node:fs/promises';
import { join, posix } from 'node:path';
import * as z from 'zod';
import { clip } from '../../../model/size.ts';
import { readable } from './contained.ts';
import { gitIn, isWorktree } from './git.ts';
import { printable } from './text.ts';
import { tool } from './tool.ts';

const MOST_SHOWN = 500;
const MOST_WALKED = 5000;

export const listFiles = tool({
  name: 'list_files',
  description: 'Lists the files below a folder that git does not ignore.',
  kind: 'search',
  input: z.object({ path: z.string().optional().describe('a folder; all files where it is left out') }),
  target: ({ path }) => path ?? '.',
  writes: () => 'nothing',
  async run({ path = '.' }, { folder, abort }) {
    await readable(folder, path);
    const files = (await isWorktree(folder))
      ? await tracked(folder, path, abort)
      : await walked(folder, path);
    const shown = files.slice(0, MOST_SHOWN).map(printable);
    const more =
      files.length > shown.length ? [`[… and ${files.length - shown.length} more: list a folder]`] : [];
    return {
      ok: true,
      text: [...shown, ...more].join('\n') || 'no files',
      digest: clip(`${files.length} files: ${folders(files).join(' ')}`, 600),
    };
  },
});

async function tracked(folder: string, path: string, abort: AbortSignal): Promise<string[]> {
  const listed = async (...which: string[]) => {
    const args = ['ls-files', '-z', ...which, '--exclude-standard', '--', `:(literal)${path}`];
    const { stdout } = await gitIn(folder, args, abort);
    return stdout.toString().split('\0').filter(Boolean);
  };
  const deleted = new Set(await listed('--deleted'));
  return (await listed('--cached', '--others')).filter((file) => !deleted.has(file)).toSorted();
}

/** Links are named, not followed. */
async function walked(folder: string, from: string): Promise<string[]> {
  const files: string[] = [];
  const open = [posix.normalize(from)];
  for (let at = open.shift(); at !== undefined && files.length < MOST_WALKED; at = open.shift())
    for (const entry of await readdir(join(folder, at), { withFileTypes: true })) {
      const path = posix.join(at, entry.name);
      if (!entry.isDirectory()) files.push(path);
      else if (entry.name !== '.git' && entry.name !== 'node_modules') open.push(path);
    }
  return files.toSorted();
}

const folders = (files: readonly string[]) => [...new Set(files.map((file) => `${posix.dirname(file)}/`))];
