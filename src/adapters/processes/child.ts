import { randomUUID } from 'node:crypto';
import { constants, setPriority } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import spawn from 'cross-spawn';
import { closeWhenDry } from './close-when-dry.ts';
import { holdLifeLine } from './life-line.ts';
import { processOf } from './proc.ts';
import { endTree } from './tree.ts';

export type Exit = {
  /** null where a signal ended it, and where it never ran. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Why it could not be started at all. */
  readonly problem?: string;
};

export type Child = {
  readonly stdin: Writable | null;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** How the process itself ended; what it started may still run. */
  readonly exited: Promise<Exit>;
  /** Ends it and all that came from it, once however often it is asked; settles when nothing of it runs. */
  end(graceMs: number): Promise<void>;
};

/**
 * Starts a process that cannot outlive its caller: in a group of its own, marked, and on a life-line. It and all that
 * comes from it gives way to what the person does. Its environment is exactly the one given, and the marker.
 */
export function startChild(
  argv: readonly string[],
  options: {
    readonly folder: string;
    readonly env: Readonly<Record<string, string>>;
    /** Without it there is nothing to read. */
    readonly input: boolean;
    /** The arguments are for Windows as they are, quoted by whoever wrote them. */
    readonly verbatim?: boolean;
  },
): Child {
  const [command = '', ...rest] = argv;
  const marker = `BARO_PROCESS=${randomUUID()}`;
  const child = spawn(command, rest, {
    cwd: options.folder,
    env: { ...options.env, BARO_PROCESS: marker.slice('BARO_PROCESS='.length) },
    stdio: [options.input ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
    windowsVerbatimArguments: options.verbatim === true,
  });
  const exited = new Promise<Exit>((settle) => {
    child.once('error', (error) => settle({ exitCode: null, signal: null, problem: error.message }));
    child.once('exit', (exitCode, signal) => settle({ exitCode, signal }));
  });
  const { stdin, stdout, stderr, pid } = child;
  if (!stdout || !stderr) throw new Error(`no pipes to ${command}`);
  // Who stops reading what we say has said so with its exit.
  stdin?.on('error', () => {});
  const streams = { stdin, stdout, stderr, exited };
  if (pid === undefined) return { ...streams, end: async () => {} };

  giveWay(pid);
  const release = holdLifeLine(pid, marker);
  const tree = { pid, started: processOf(pid)?.started, marker };
  let ending: Promise<void> | undefined;
  const end = async (graceMs: number) => {
    stdin?.destroy();
    await endTree(tree, graceMs);
    release();
    for (const output of [stdout, stderr]) closeWhenDry(output);
  };
  return { ...streams, end: (graceMs) => (ending ??= end(graceMs)) };
}

function giveWay(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // it is over already, or the system does not let us
  }
}
