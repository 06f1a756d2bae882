import { existsSync } from 'node:fs';
import { CannotRun } from './cannot-run.ts';
import { command } from './command.ts';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The browser that draws the workbench: `CHROMIUM`, else an installed one, else Debian's is installed. */
export const findChromium = async (): Promise<string> => {
  const { CHROMIUM: named } = process.env;
  if (named !== undefined) {
    if (existsSync(named)) return named;
    throw new CannotRun(`The variable CHROMIUM names ${named}, which does not exist.`);
  }
  const installed = places.find(existsSync);
  if (installed) return installed;
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) {
    throw new CannotRun(
      `The test rig needs Chromium, which is in none of ${places.join(', ')}: install it, or name it in CHROMIUM.`,
    );
  }
  return installFromDebian();
};

const installFromDebian = async (): Promise<string> => {
  console.log('Installing Chromium from Debian …');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  try {
    await command('apt-get', ['update'], { env });
    await command('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], { env });
  } catch (error) {
    throw new CannotRun('The test rig needs Chromium, and Debian could not install it.', { cause: error });
  }
  return '/usr/bin/chromium';
};
