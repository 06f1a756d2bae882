import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Place, Tool, Used } from '../../../../src/adapters/backends/tools/tool.ts';
import { runCommand } from '../think.ts';

/** A folder to work in, beside another that is nobody's business. */
export async function twoFolders() {
  const top = await realpath(await mkdtemp(join(tmpdir(), 'baro-tools-')));
  return {
    folder: join(top, 'tree'),
    outside: join(top, 'tree-evil'),
    remove: () => rm(top, { recursive: true }),
  };
}

export const placeIn = (folder: string): Place => ({
  folder,
  env: {},
  abort: new AbortController().signal,
  runCommand,
  silenceMs: 10_000,
  timeLeft: () => 10_000,
  output: () => {},
});

/** Uses a tool as a model would: the arguments first have to be what it takes. */
export async function use(
  tool: Tool,
  args: object,
  folder: string,
  place: Partial<Place> = {},
): Promise<Used> {
  const prepared = tool.prepare(args);
  if ('problem' in prepared) return { ok: false, text: prepared.problem };
  return prepared.run({ ...placeIn(folder), ...place });
}
