import { resolve } from 'node:path';
import { openRuns } from '../run/open-runs.ts';
import { reasonOf } from '../run/reason-of.ts';
import { startRepository } from '../run/start-repository.ts';
import { readArgs, type Typed } from './args.ts';
import { meaningOf } from './ask.ts';
import { commands } from './commands.ts';
import { demo } from './demo.ts';
import { doctor } from './doctor.ts';
import { HELP } from './help.ts';
import { commandLineHost } from './host.ts';
import { printable } from './printable.ts';
import { openTerminal, type Terminal } from './terminal.ts';

/** The package's version, put here by the build. */
declare const BARO_VERSION: string;

/** The command line. Resolves to the exit status; 2 means that nothing was started. */
export async function main(argv: readonly string[], host: NodeJS.Process): Promise<number> {
  const terminal = openTerminal(host.stdin, host.stderr, () => void host.emit('SIGINT'));
  const write = (text: string) => void host.stdout.write(`${text}\n`);
  const fail = (...problems: readonly string[]) => {
    for (const problem of problems) terminal.line(problem);
    return 2;
  };
  const typed = readArgs(argv);
  if ('problems' in typed) return fail(...typed.problems);
  if (typed.command === 'help') {
    write(HELP);
    return 0;
  }
  if (typed.command === 'version') {
    write(BARO_VERSION);
    return 0;
  }
  if (isNowhere(host))
    return fail('The folder that you are in has been deleted; go to one that is there, then run Baro again.');
  const abort = new AbortController();
  const stop = () => {
    if (abort.signal.aborted) host.exit(130); // asked twice: at once
    terminal.line('Stopping; `baro resume` goes on from here. Once more to leave at once.');
    abort.abort();
  };
  host.on('SIGINT', stop);
  host.on('SIGTERM', stop);
  const hungUp = () => {
    if (isAtTerminal(host) && !abort.signal.aborted) stop();
  };
  host.on('SIGHUP', hungUp);
  host.stdout.on('error', () => abort.abort()); // whoever read it has gone, as a signal elsewhere would say
  const print = typed.json ? write : (text: string) => write(printable(text));
  if (typed.unused.length > 0)
    terminal.line(
      `\`baro ${typed.command}\` has no use for ${typed.unused.map((name) => `--${name}`).join(', ')}${typed.command === 'resume' ? ': a run goes on with the options it was begun with' : ''}.`,
    );
  try {
    const log = (line: string) => terminal.line(line);
    const services = commandLineHost(host.env, { trust: typed.trust, log });
    const told = { terminal, print, abort: abort.signal };
    if (typed.command === 'demo') return await demo({ typed, ...told }, services);
    const folder = resolve(typed.repo);
    if (typed.command === 'doctor')
      return await doctor({ ...typed, folder, host: services, env: host.env, print });
    let runs = await openRuns(folder, services);
    if (
      'problem' in runs &&
      runs.canStartRepository &&
      (await mayStartRepository(typed, terminal, abort.signal))
    ) {
      const problem = await startRepository(folder, host.env);
      if (problem) return fail(problem);
      runs = await openRuns(folder, services);
    }
    if ('problem' in runs) return fail(runs.problem);
    return await commands[typed.command]({ typed, runs, ...told });
  } catch (error) {
    terminal.line(reasonOf(error));
    return 1;
  } finally {
    host.off('SIGINT', stop);
    host.off('SIGTERM', stop);
    host.off('SIGHUP', hungUp);
  }
}

/** Whoever goes on without one, as after nohup, outlives it: Node does not leave the signal ignored as it found it. */
const isAtTerminal = ({ stdin, stdout, stderr }: NodeJS.Process) =>
  [stdin, stdout, stderr].some(({ isTTY }) => isTTY);

function isNowhere(host: NodeJS.Process): boolean {
  try {
    host.cwd();
    return false;
  } catch {
    return true;
  }
}

/** An empty folder is no mistake: somebody begins something. */
async function mayStartRepository({ command, yes, json }: Typed, terminal: Terminal, abort: AbortSignal) {
  if (command !== 'run') return false;
  if (yes) return true;
  if (!terminal.interactive || json) return false;
  const said = await terminal
    .ask('This folder is empty. Start a repository in it? [Y/n] ', abort)
    .catch(() => 'n');
  return said.trim() === '' || meaningOf(said) === 'yes';
}
