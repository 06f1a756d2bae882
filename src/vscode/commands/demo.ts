import { cp, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { HeldRun, WindowRuns } from '../window-runs.ts';
import { startRun } from './start.ts';

export type DemoGiven = {
  /** Where the sample repository and its recorded answers were installed to, and where copies of it may go. */
  readonly demo: { readonly source: string; readonly copies: string };
};

/** A fresh copy of the sample repository, with a run on it whose answers were recorded: no key, no model, no network. */
export async function startDemo(runs: WindowRuns, { demo }: DemoGiven): Promise<HeldRun> {
  const folder = join(demo.copies, `table-booking-${Date.now().toString(36)}`);
  await mkdir(demo.copies, { recursive: true });
  await removeOld(demo.copies);
  await cp(join(demo.source, 'table-booking'), folder, { recursive: true });
  const { startDemoRepository } = await import('../../run/start-repository.ts');
  const problem = await startDemoRepository(folder, process.env);
  if (problem) throw new Error(problem);
  const started = await startRun(runs, {
    goal: await readFile(join(demo.source, 'table-booking.goal.md'), 'utf8'),
    folder,
    settings: {
      preset: 'scripted',
      script: join(demo.source, 'table-booking.script.json'),
      approve: 'ask',
      localOnly: true,
    },
  });
  if ('problems' in started) throw new Error(started.problems.join(' '));
  return started;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Copies of another day; a younger one may be what another window is looking at. */
async function removeOld(copies: string): Promise<void> {
  for (const name of await readdir(copies)) {
    const folder = join(copies, name);
    const { mtimeMs } = await stat(folder);
    if (Date.now() - mtimeMs > DAY_MS) await rm(folder, { recursive: true, force: true });
  }
}
