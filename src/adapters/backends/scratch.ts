import { constants } from 'node:fs';
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Scratch = AsyncDisposable & {
  readonly folder: string;
  /** Writes a file that only this user may read, and tells its path. */
  write(name: string, text: string): Promise<string>;
  /** The same for a script; undefined where nothing in the folder may be run. */
  script(name: string, text: string): Promise<string | undefined>;
};

/** An empty folder of a question's own, gone with it. */
export async function scratch(): Promise<Scratch> {
  const folder = await mkdtemp(join(tmpdir(), 'baro-'));
  const write = async (name: string, text: string, mode = 0o600) => {
    await writeFile(join(folder, name), text, { mode, flag: 'wx' });
    return join(folder, name);
  };
  return {
    folder,
    write: (name, text) => write(name, text),
    async script(name, text) {
      if (process.platform === 'win32') return undefined;
      const path = await write(name, text, 0o700);
      return access(path, constants.X_OK).then(
        () => path,
        () => undefined,
      );
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
