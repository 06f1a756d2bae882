import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format } from 'node:util';

const mark = '\u2063baro\u2063';
const chatterLines = 200;
const { BARO_TEST_VERBOSE: verbose } = process.env;

/**
 * Wraps tests so that their console can be told from the workbench's own chatter, which arrives on the same
 * channel. Lines are formatted in the host, where objects are still whole.
 */
export const markOutput = async (folder: string, testsFile: string): Promise<string> => {
  const wrapper = join(folder, 'tests.cjs');
  await writeFile(
    wrapper,
    `const { format } = require('node:util');
for (const level of ['debug', 'log', 'info', 'warn', 'error']) {
  const print = console[level].bind(console);
  // Assigning is ignored: the extension host has put setters there that do nothing.
  const value = (...args) => print(${JSON.stringify(mark)} + format(...args));
  Object.defineProperty(console, level, { value });
}
module.exports = require(${JSON.stringify(testsFile)});
`,
  );
  return wrapper;
};

/** Prints what the tests print; `BARO_TEST_VERBOSE` adds the chatter. */
export const hostOutput = () => {
  const chatter: string[] = [];
  let printed = false;
  return {
    read(type: string, args: readonly unknown[] = []): void {
      const line = format(...args);
      const isMarked = line.startsWith(mark);
      printed ||= isMarked;
      if (!isMarked) chatter.push(line);
      if (chatter.length > chatterLines) chatter.shift();
      if (!isMarked && !verbose) return;
      (type === 'error' ? process.stderr : process.stdout).write(`${line.replace(mark, '')}\n`);
    },
    /** Tests that failed before they printed anything leave only the chatter to go by. */
    explainSilence(): void {
      if (!printed) console.error(chatter.join('\n'));
    },
  };
};
