import * as z from 'zod';
import { clip } from '../../../model/size.ts';
import { abridged, bothEnds, printable } from './text.ts';
import { tool } from './tool.ts';

const MOST_SHOWN = 16_000;
/** How much of the start of an output is kept: of a long one its result has only the end. */
const MOST_OF_START = 8_000;

export const runCommand = tool({
  name: 'run_command',
  description:
    'Runs a shell command in the folder and shows both ends of its output. Nobody can answer a prompt.',
  kind: 'run',
  input: z.object({ command: z.string().min(1) }),
  target: ({ command }) => clip(command, 200),
  writes: () => 'anything',
  async run({ command }, { folder, env, abort, silenceMs, timeLeft, output, runCommand }) {
    let [start, length] = ['', 0];
    const heard = (text: string) => {
      start += text.slice(0, MOST_OF_START - start.length);
      length += text.length;
      output(text);
    };
    const limits = { silenceMs, totalMs: timeLeft() };
    const result = await runCommand({ command, folder, env, abort, ...limits, output: heard });
    const ended = result.timedOut
      ? 'ended because it fell silent or took too long'
      : result.exitCode === null
        ? 'killed'
        : `exit code ${result.exitCode}`;
    return { ok: result.exitCode === 0, text: `${ended}\n${shown(start, length, result.tail)}`.trimEnd() };
  },
});

/** What was printed, so long in all, from the start and the end that were kept of it. */
function shown(start: string, length: number, end: string): string {
  const before = Math.max(0, length - end.length);
  if (before <= start.length) return abridged(printable(start.slice(0, before) + end), MOST_SHOWN);
  const ends = { start: printable(start), end: printable(end) };
  const missing = before - start.length;
  return bothEnds({ ...ends, length: ends.start.length + missing + ends.end.length }, MOST_SHOWN);
}
