import type { Git } from './git.ts';
import { fields, shown } from './paths.ts';

/** One file that differs between two trees. Paths are bytes, a character each. */
export type Change = {
  readonly status: 'A' | 'C' | 'D' | 'M' | 'R' | 'T';
  readonly oldMode: string;
  readonly mode: string;
  readonly id: string;
  readonly path: string;
  /** Where a renamed or copied file was. */
  readonly oldPath?: string;
};

/** The files that differ, renames found. */
export async function changes(git: Git, from: string, to: string): Promise<readonly Change[]> {
  const output = fields(await git.bytes(['diff-tree', '-r', '-z', '-M', '--raw', '--no-abbrev', from, to]));
  const found: Change[] = [];
  for (let at = 0; at < output.length; ) {
    const [oldMode = '', mode = '', , id = '', status = ''] = (output[at++] ?? '').slice(1).split(' ');
    const first = output[at++] ?? '';
    const kind = status[0] as Change['status'];
    const second = kind === 'R' || kind === 'C' ? (output[at++] ?? '') : undefined;
    found.push({
      status: kind,
      oldMode,
      mode,
      id,
      path: second ?? first,
      ...(second === undefined ? {} : { oldPath: first }),
    });
  }
  return found;
}

/** Lines added and removed, file by file; binary files count none. */
export async function changedLines(
  git: Git,
  from: string,
  to: string,
): Promise<readonly { readonly path: string; readonly added: number; readonly removed: number }[]> {
  const output = fields(await git.bytes(['diff-tree', '-r', '-z', '--no-renames', '--numstat', from, to]));
  return output.map((line) => {
    const [plus = '', minus = '', ...path] = line.split('\t');
    return { path: shown(path.join('\t')), added: Number(plus) || 0, removed: Number(minus) || 0 };
  });
}

/** Lines added and removed in all. */
export async function lines(git: Git, from: string, to: string): Promise<{ added: number; removed: number }> {
  const files = await changedLines(git, from, to);
  return {
    added: files.reduce((sum, { added }) => sum + added, 0),
    removed: files.reduce((sum, { removed }) => sum + removed, 0),
  };
}

/** Every path that is different, both names of a renamed file. */
export async function changedPaths(git: Git, from: string, to: string): Promise<readonly string[]> {
  return fields(await git.bytes(['diff-tree', '-r', '-z', '--no-renames', '--name-only', from, to])).map(
    shown,
  );
}
