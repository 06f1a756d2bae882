import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { CommandResult, RunCommand } from '../engine/ports.ts';
import { type Child, type Exit, startChild } from './processes/child.ts';
import { type Cut, deadlines } from './processes/deadlines.ts';
import { frame, tailOf } from './processes/framing.ts';
import { processesWith } from './processes/proc.ts';
import { endUntilGone, signal } from './processes/tree.ts';

/** From being asked to end until being killed. */
const GRACE_MS = 5_000;
const TAIL_LIMIT = 64 * 1024;

/** As in {@link RunCommand}. 127 is the exit code of what could not be started. */
export async function runCommand(
  command: Parameters<RunCommand>[0],
  graceMs = GRACE_MS,
): Promise<CommandResult> {
  const begun = performance.now();
  const child = startChild(shell(command.command), { ...command, input: false, verbatim: true });
  const watch = deadlines(command, () => void child.end(graceMs));
  const tail = tailOf(TAIL_LIMIT);
  const told = (text: string) => {
    watch.heard();
    tail.add(text);
    command.output?.(text);
  };
  try {
    const [exit] = await Promise.all([
      exitOf(child, graceMs, watch.release),
      listen(child.stdout, told),
      listen(child.stderr, told),
    ]);
    const cut = watch.over();
    if (exit.problem) tail.add(exit.problem);
    return {
      exitCode: exit.problem ? 127 : cut ? null : exit.exitCode,
      ms: Math.round(performance.now() - begun),
      tail: tail.text(),
      timedOut: cut === 'silence' || cut === 'total',
    };
  } finally {
    watch.release();
    await close(child, graceMs);
  }
}

/** How a child whose lines were read has ended. */
export type Ended = {
  /** null where it was killed, and where it could not be started. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Why it was ended before its own end; `start`: it could not be started. */
  readonly cut?: Cut | 'start';
  /** The end of what it said on stderr, or why it could not be started. */
  readonly stderr: string;
};

/**
 * Runs a program and yields what it prints, line by line. It is given `input` on stdin, which is closed after it;
 * without input there is nothing to read. When the generator has returned, by whatever way, nothing of it runs.
 */
export async function* lines(
  argv: readonly string[],
  options: {
    readonly folder: string;
    readonly env: Readonly<Record<string, string>>;
    readonly input?: string | AsyncIterable<string>;
    readonly silenceMs: number;
    readonly totalMs: number;
    readonly abort: AbortSignal;
    readonly graceMs?: number;
  },
): AsyncGenerator<string, Ended | undefined> {
  const { input, graceMs = GRACE_MS } = options;
  const child = startChild(argv, { ...options, input: input !== undefined });
  const watch = deadlines(options, () => void child.end(graceMs));
  const stderr = tailOf(TAIL_LIMIT);
  const listening = listen(child.stderr, (text) => {
    watch.heard();
    stderr.add(text);
  });
  const exit = exitOf(child, graceMs, watch.release);
  if (child.stdin && input !== undefined) void feed(child.stdin, input);
  try {
    for await (const line of frame(chunks(child.stdout, watch.heard))) {
      yield line;
      watch.heard();
    }
    const { problem, ...end } = await exit;
    await listening;
    const cut = problem ? 'start' : watch.over();
    return { ...end, ...(cut ? { cut } : {}), stderr: problem ?? stderr.text() };
  } finally {
    watch.release();
    await close(child, graceMs);
  }
}

/** Ends whatever still carries the mark of one of these runs, `BARO_RUN=<id>` in its environment; tells how many there were. */
export async function sweep(runIds: readonly string[]): Promise<number> {
  const marks = runIds.map((runId) => `BARO_RUN=${runId}`);
  const carriers = () => processesWith(...marks);
  const found = carriers().length;
  const tell = (name: NodeJS.Signals) => {
    for (const { pid } of carriers()) signal(pid, name);
  };
  await endUntilGone({ isAlive: () => carriers().length > 0, tell }, GRACE_MS);
  return found;
}

/** What it left running goes with it, so that its output ends. */
async function exitOf(child: Child, graceMs: number, release: () => void): Promise<Exit> {
  const exit = await child.exited;
  release();
  await child.end(graceMs);
  return exit;
}

async function close(child: Child, graceMs: number): Promise<void> {
  await child.end(graceMs);
  child.stdout.destroy();
  child.stderr.destroy();
}

async function listen(output: Readable, told: (text: string) => void): Promise<void> {
  const decoder = new StringDecoder('utf8');
  for await (const chunk of chunks(output, () => {})) told(decoder.write(chunk));
}

/** What is printed until the output ends, or is closed from our side. */
async function* chunks(output: Readable, heard: () => void): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of output) {
      heard();
      yield chunk;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}

async function feed(stdin: Writable, input: string | AsyncIterable<string>): Promise<void> {
  if (typeof input === 'string') return void stdin.end(input);
  for await (const text of input) {
    if (stdin.destroyed) return;
    if (!stdin.write(text)) await Promise.race([once(stdin, 'drain'), once(stdin, 'close')]).catch(() => {});
  }
  stdin.end();
}

function shell(command: string): readonly string[] {
  if (process.platform === 'win32') return ['cmd.exe', '/d', '/s', '/c', `"${command}"`];
  return ['/bin/sh', '-c', command];
}
