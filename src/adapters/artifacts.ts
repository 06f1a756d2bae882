import { appendFileSync, closeSync, existsSync, fstatSync, mkdirSync, openSync, readSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Artifacts } from '../engine/ports.ts';

/** Files in the folder of a run, for its owner's eyes only; a file is whole or not there. */
export function artifactsIn(folder: string): Artifacts {
  const known = new Set<string>();
  return {
    async write(name, text) {
      const path = join(folder, name);
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const part = `${path}.part`;
      await writeFile(part, text, { mode: 0o600 });
      await rename(part, path);
    },
    append(name, text) {
      const path = join(folder, name);
      if (!known.has(path)) mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      const torn = !known.has(path) && isTorn(path);
      known.delete(path); // a write that fails may have been torn too
      appendFileSync(path, torn ? `\n${text}` : text, { mode: 0o600 });
      known.add(path);
    },
    async read(name) {
      try {
        return await readFile(join(folder, name), 'utf8');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
    },
  };
}

/** Its last line has no end: the process that wrote it was killed. */
function isTorn(path: string): boolean {
  if (!existsSync(path)) return false;
  const fd = openSync(path, 'r');
  try {
    const { size } = fstatSync(fd);
    const last = Buffer.alloc(1);
    return size > 0 && readSync(fd, last, 0, 1, size - 1) === 1 && last[0] !== 10;
  } finally {
    closeSync(fd);
  }
}
