import { createInterface } from 'node:readline/promises';
import type { Readable, Writable } from 'node:stream';
import { printable } from './printable.ts';

/** Where a person reads, and perhaps answers. */
export type Terminal = {
  readonly interactive: boolean;
  readonly columns: number;
  /** While a question waits for its answer, lines wait for it too. */
  line(text: string): void;
  /** Keeps a line at the bottom, below everything that is said, until it is ''; nothing where nobody watches. */
  status(text: string): void;
  /** Resolves to what was typed; rejects where `abort` takes the question back, or the person ends the input. */
  ask(question: string, abort: AbortSignal): Promise<string>;
};

/** Whatever is longer than the row stays on it: a line that wraps could not be erased by going to its beginning. */
const [ON_ONE_ROW, WRAPPED] = ['\x1b[?7l', '\x1b[?7h'];
const ERASED = '\r\x1b[2K';

/** `interrupted` hears of a Ctrl-C that is typed at a question, where the system sends no signal. */
export function openTerminal(
  input: Readable & { isTTY?: boolean },
  output: Writable & { isTTY?: boolean; columns?: number },
  interrupted: () => void,
): Terminal {
  let bottom = '';
  let shown = false;
  let asking = false;
  const waiting: string[] = [];
  output.on('error', () => {}); // whoever read it has gone; the run is none of their business
  const show = (lines: readonly string[]) => {
    const rest = !asking && bottom ? `${ON_ONE_ROW}${bottom}${WRAPPED}` : '';
    const text = `${shown ? ERASED : ''}${lines.map((line) => `${line}\n`).join('')}${rest}`;
    if (text) output.write(text);
    shown = rest !== '';
  };
  return {
    interactive: Boolean(input.isTTY && output.isTTY),
    get columns() {
      return output.columns || 80;
    },
    line(text) {
      if (asking) waiting.push(printable(text));
      else show([printable(text)]);
    },
    status(text) {
      if (!output.isTTY) return;
      const next = [...printable(text).replaceAll('\n', ' ')].slice(0, this.columns - 1).join('');
      if (next === bottom) return;
      bottom = next;
      show([]);
    },
    async ask(question, abort) {
      asking = true;
      show([]);
      const reader = createInterface({ input, output });
      reader.on('SIGINT', interrupted);
      const ended = new Promise<never>((_, reject) => {
        reader.once('close', () => reject(new Error('the input has ended')));
      });
      try {
        return await Promise.race([reader.question(printable(question), { signal: abort }), ended]);
      } catch (error) {
        if (!abort.aborted) output.write('\n'); // a question that is taken back ends its row itself
        throw error;
      } finally {
        reader.close();
        asking = false;
        show(waiting.splice(0));
      }
    },
  };
}
