import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { until } from '../../support/until.ts';
import { CLI } from './baro.ts';
import type { World } from './world.ts';

/** util-linux has a program that gives another one a terminal. */
const SCRIPT = '/usr/bin/script';
export const hasTerminals = process.platform === 'linux' && existsSync(SCRIPT);

/** Starts `baro` in the repository on a terminal of 80 columns, with a person at the keyboard. */
export function onTerminal({ repo, env }: World, args: readonly string[]) {
  const words = [process.execPath, CLI, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`);
  const child = spawn(SCRIPT, ['-qec', `stty rows 24 cols 80; exec ${words.join(' ')}`, '/dev/null'], {
    cwd: repo,
    env: { ...env, TERM: 'xterm-256color' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  let seen = 0;
  return {
    /** Waits until the text is shown, below what was waited for before. */
    async shows(text: string) {
      await until(() => said.indexOf(text, seen) >= 0);
      seen = said.indexOf(text, seen) + text.length;
    },
    type: (keys: string) => void child.stdin.write(keys),
    said: () => said,
    status: once(child, 'close').then(([status]) => status as number),
  };
}
