import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../adapters/environment.ts';
import { giveRemote } from '../adapters/git/start-repository.ts';
import { startDemoRepository } from './start-repository.ts';

/** A sample repository of its own, made for somebody to try Baro on, and what there is to do in it. */
export type Demo = {
  /** Holds everything that the demo makes. */
  readonly root: string;
  readonly repository: string;
  readonly goal: string;
  /** The file of recorded answers. */
  readonly script: string;
};

/** Copies the sample into a temporary folder, as a repository with a remote beside it. `source` is the folder of examples. */
export async function makeDemo(
  source: string,
  env: Environment,
): Promise<Demo | { readonly problem: string }> {
  const root = await mkdtemp(join(tmpdir(), 'baro-demo-'));
  const repository = join(root, 'table-booking');
  await cp(join(source, 'table-booking'), repository, { recursive: true });
  const problem = await startDemoRepository(repository, env);
  if (problem) {
    await rm(root, { recursive: true, force: true });
    return { problem };
  }
  await giveRemote(repository, join(root, 'remote.git'), env);
  return {
    root,
    repository,
    goal: await readFile(join(source, 'table-booking.goal.md'), 'utf8'),
    script: join(source, 'table-booking.script.json'),
  };
}
