import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const passedOn = ['PATH', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR'];

/**
 * A home and an environment that hold nothing of the person who runs the tests: no keys that would spend money, no
 * git configuration, no window of the editor they may be working in. What a test needs it names.
 */
export const strangersEnv = async (folder: string): Promise<NodeJS.ProcessEnv> => {
  const home = join(folder, 'home');
  await mkdir(home, { recursive: true });
  await writeFile(
    join(home, '.gitconfig'),
    '[user]\n\tname = Robin Tester\n\temail = robin@example.com\n[init]\n\tdefaultBranch = main\n',
  );
  return {
    ...Object.fromEntries(passedOn.map((name) => [name, process.env[name]])),
    GIT_CONFIG_NOSYSTEM: '1',
    HOME: home,
    SHELL: '/bin/sh',
    XDG_RUNTIME_DIR: folder,
  };
};
