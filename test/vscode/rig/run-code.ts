import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Runs this rig's `code` as @vscode/test-electron does. */
export const startCode = (args: readonly string[]) => spawn(join(import.meta.dirname, 'code.mjs'), args);

export const runCode = async (args: readonly string[]): Promise<{ code: number; output: string }> => {
  const child = startCode(args);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk) => (output += chunk));
  }
  const [code] = await once(child, 'close');
  return { code, output };
};
