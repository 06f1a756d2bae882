import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { openRuns } from '../run/open-runs.ts';
import type { Runs } from '../run/seam.ts';
import { readArgs, type Typed } from './args.ts';
import { commands } from './commands.ts';
import { HELP } from './help.ts';
import { commandLineHost } from './host.ts';
import { openTerminal, type Terminal } from './terminal.ts';

/** What a command is given: what was typed, the runs of the repository, and where to speak. */
export type Told = {
  readonly typed: Typed;
  readonly runs: Runs;
  readonly terminal: Terminal;
  readonly print: (text: string) => void;
  /** Aborted by SIGINT or SIGTERM. */
  readonly abort: AbortSignal;
};

/** The command line. Resolves to the exit status; 2 means that nothing was started. */
export async function main(argv: readonly string[], host: NodeJS.Process): Promise<number> {
  const terminal = openTerminal(host.stdin, host.stderr);
  const print = (text: string) => void host.stdout.write(`${text}\n`);
  const fail = (...problems: readonly string[]) => {
    for (const problem of problems) terminal.line(problem);
    return 2;
  };
  const typed = readArgs(argv);
  if ('problems' in typed) return fail(...typed.problems);
  if (typed.command === 'help') {
    print(HELP);
    return 0;
  }
  if (typed.command === 'version') {
    print(await version());
    return 0;
  }
  const abort = new AbortController();
  const stop = () => {
    if (abort.signal.aborted) host.exit(130); // asked twice: at once
    terminal.line('Stopping; `baro resume` goes on from here. Once more to leave at once.');
    abort.abort();
  };
  host.on('SIGINT', stop);
  host.on('SIGTERM', stop);
  try {
    const runs = await openRuns(
      resolve(typed.repo),
      commandLineHost(host.env, (line) => terminal.line(line)),
    );
    if ('problem' in runs) return fail(runs.problem);
    return await commands[typed.command]({ typed, runs, terminal, print, abort: abort.signal });
  } catch (error) {
    terminal.line(error instanceof Error ? error.message : String(error));
    return 1;
  } finally {
    host.off('SIGINT', stop);
    host.off('SIGTERM', stop);
  }
}

/** The version of the package that this file was built into. */
async function version(): Promise<string> {
  const file = createRequire(import.meta.url).resolve('../package.json');
  return (JSON.parse(await readFile(file, 'utf8')) as { version: string }).version;
}
