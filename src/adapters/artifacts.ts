import { appendFileSync, mkdirSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Artifacts } from '../engine/ports.ts';

/** Files in the folder of a run, for its owner's eyes only; a file is whole or not there. */
export function artifactsIn(folder: string): Artifacts {
  const made = new Set<string>();
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
      if (!made.has(dirname(path))) mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      made.add(dirname(path));
      appendFileSync(path, text, { mode: 0o600 });
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
