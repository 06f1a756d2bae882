type Folder = { files: number; readonly folders: Map<string, Folder> };

const MOST_FOLDERS = 24;
const MOST_INNER = 6;
const MOST_FILES = 16;

/** The top of the tree: two levels of folders with how many files are below each, then the files at the root. */
export function layout(paths: readonly string[]): string[] {
  const root: Folder = { files: 0, folders: new Map() };
  const own: string[] = [];
  for (const path of paths) {
    const [first = '', second, third] = path.split('/', 3);
    if (second === undefined) own.push(first);
    else {
      const outer = entered(root, first);
      if (third !== undefined) entered(outer, second);
    }
  }
  const lines = [...root.folders]
    .sort(byName)
    .flatMap(([name, folder]) => [
      `${name}/  ${counted(folder.files)}`,
      ...listed([...folder.folders].sort(byFiles), MOST_INNER).map((line) => `  ${line}`),
    ]);
  const fits = lines.filter((line) => !line.startsWith(' ')).length <= MOST_FOLDERS ? lines : shallow(root);
  const files = own.sort().slice(0, MOST_FILES);
  const more = own.length > files.length ? `, … ${own.length - files.length} more` : '';
  return [...fits, ...(files.length > 0 ? [files.join(', ') + more] : [])];
}

/** A wide tree is shown one level deep, its biggest folders first. */
const shallow = (root: Folder) => listed([...root.folders].sort(byFiles), MOST_FOLDERS);

function listed(folders: readonly (readonly [string, Folder])[], most: number): string[] {
  const lines = folders.slice(0, most).map(([name, { files }]) => `${name}/  ${counted(files)}`);
  return folders.length > most ? [...lines, `… ${folders.length - most} more folders`] : lines;
}

function entered(parent: Folder, name: string): Folder {
  const folder = parent.folders.get(name) ?? { files: 0, folders: new Map() };
  folder.files += 1;
  parent.folders.set(name, folder);
  return folder;
}

const counted = (files: number) => (files === 1 ? '1 file' : `${files} files`);
const byName = ([a]: readonly [string, Folder], [b]: readonly [string, Folder]) => (a < b ? -1 : 1);
const byFiles = (a: readonly [string, Folder], b: readonly [string, Folder]) =>
  b[1].files - a[1].files || byName(a, b);
