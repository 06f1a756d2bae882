import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startRepository } from './start-repository.ts';

const run = promisify(execFile);

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
export async function makeDemo(source: string): Promise<Demo | { readonly problem: string }> {
  const root = await mkdtemp(join(tmpdir(), 'baro-demo-'));
  const repository = join(root, 'table-booking');
  await cp(join(source, 'table-booking'), repository, { recursive: true });
  const problem = await startRepository(repository, { name: 'Baro Demo', email: 'demo@example.com' });
  if (problem) return { problem };
  const remote = join(root, 'remote.git');
  await run('git', ['clone', '--quiet', '--bare', repository, remote], { windowsHide: true });
  await run('git', ['remote', 'add', 'origin', remote], { cwd: repository, windowsHide: true });
  return {
    root,
    repository,
    goal: await readFile(join(source, 'table-booking.goal.md'), 'utf8'),
    script: join(source, 'table-booking.script.json'),
  };
}
