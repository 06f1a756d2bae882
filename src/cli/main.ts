import { resolve } from 'node:path';
import { openRuns } from '../run/open-runs.ts';
import { readArgs } from './args.ts';
import { commands } from './commands.ts';
import { HELP } from './help.ts';
import { commandLineHost } from './host.ts';
import { openTerminal } from './terminal.ts';

/** The package's version, put here by the build. */
declare const BARO_VERSION: string;

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
    print(BARO_VERSION);
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
