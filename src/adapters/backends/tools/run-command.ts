import * as z from 'zod';
import { clip } from '../../../model/size.ts';
import { abridged, printable } from './text.ts';
import { tool } from './tool.ts';

const MOST_SHOWN = 16_000;

export const runCommand = tool({
  name: 'run_command',
  description:
    'Runs a shell command in the folder and shows the end of its output. Nobody can answer a prompt.',
  kind: 'run',
  input: z.object({ command: z.string().min(1) }),
  target: ({ command }) => clip(command, 200),
  writes: () => 'anything',
  async run({ command }, { folder, env, abort, silenceMs, timeLeft, output, runCommand }) {
    const result = await runCommand({ command, folder, env, abort, silenceMs, totalMs: timeLeft(), output });
    const ended = result.timedOut
      ? 'ended because it fell silent or took too long'
      : result.exitCode === null
        ? 'killed'
        : `exit code ${result.exitCode}`;
    const tail = abridged(printable(result.tail), MOST_SHOWN);
    return { ok: result.exitCode === 0, text: `${ended}\n${tail}`.trimEnd() };
  },
});
