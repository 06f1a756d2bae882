import { createInterface } from 'node:readline/promises';
import type { Readable, Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';

/** Where a person reads, and perhaps answers. */
export type Terminal = {
  readonly interactive: boolean;
  line(text: string): void;
  /** Shows a line at the bottom that the next one replaces; nothing where nobody watches. */
  status(text: string): void;
  ask(question: string, abort: AbortSignal): Promise<string>;
};

export function openTerminal(
  input: Readable & { isTTY?: boolean },
  output: Writable & { isTTY?: boolean; columns?: number },
): Terminal {
  const interactive = Boolean(input.isTTY && output.isTTY);
  let shown = false;
  const clear = () => {
    if (shown) output.write('\r\x1b[2K');
    shown = false;
  };
  return {
    interactive,
    line(text) {
      clear();
      output.write(`${printable(text)}\n`);
    },
    status(text) {
      if (!output.isTTY) return;
      clear();
      output.write(
        printable(text)
          .replaceAll('\n', ' ')
          .slice(0, (output.columns ?? 80) - 1),
      );
      shown = true;
    },
    async ask(question, abort) {
      clear();
      const reader = createInterface({ input, output });
      try {
        return await reader.question(printable(question), { signal: abort });
      } finally {
        reader.close();
      }
    },
  };
}

/** Text from models and repositories does not steer a terminal. */
const printable = (text: string) => stripVTControlCharacters(text).replace(/[^\P{C}\n\t]/gu, '');
