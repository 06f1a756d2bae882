import * as vscode from 'vscode';
import type { RunSettings } from '../../run/seam.ts';
import type { HeldRun, WindowRuns } from '../window-runs.ts';

/** Starts a run and makes it the current one; says what stands in the way where something does. */
export async function startRun(
  runs: WindowRuns,
  {
    goal,
    folder,
    settings,
  }: { readonly goal: string; readonly folder: string; readonly settings: RunSettings },
): Promise<HeldRun | { readonly problems: readonly string[] }> {
  const refused = runs.refusal(folder);
  if (refused !== undefined) return { problems: [refused] };
  const repository = await runs.of(folder);
  if ('problem' in repository) {
    if (!repository.canStartRepository || !(await mayStartRepository(folder)))
      return { problems: [repository.problem] };
    const { startRepository } = await import('../../run/start-repository.ts');
    const problem = await startRepository(folder);
    return problem === undefined ? startRun(runs, { goal, folder, settings }) : { problems: [problem] };
  }
  const run = await repository.start(goal, settings);
  return 'problems' in run ? run : runs.hold(run, folder);
}

async function mayStartRepository(folder: string): Promise<boolean> {
  const start = 'Start a Repository';
  const answer = await vscode.window.showInformationMessage(
    'This folder is no Git repository yet.',
    {
      modal: true,
      detail: `Baro works on branches, so it needs one. It would run "git init" in ${folder} and commit what is there.`,
    },
    start,
  );
  return answer === start;
}
