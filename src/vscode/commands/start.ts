import * as vscode from 'vscode';
import type { RunSettings } from '../../run/seam.ts';
import { settingsOf } from '../settings.ts';
import type { HeldRun, WindowRuns } from '../window-runs.ts';

type Start = { readonly goal: string; readonly folder: string; readonly settings: RunSettings };
type Started = HeldRun | { readonly problems: readonly string[] };

/** Starts a run and makes it the current one; says what stands in the way where something does. */
export async function startRun(runs: WindowRuns, { goal, folder, settings }: Start): Promise<Started> {
  const refused = runs.refusal(folder);
  if (refused !== undefined) return { problems: [refused] };
  const repository = await runs.of(folder);
  if ('problem' in repository) {
    if (!repository.canStartRepository || !(await mayStartRepository(folder)))
      return { problems: [repository.problem] };
    const { startRepository } = await import('../../run/start-repository.ts');
    const problem = await startRepository(folder, process.env);
    return problem === undefined ? startRun(runs, { goal, folder, settings }) : { problems: [problem] };
  }
  const run = await repository.start(goal, settings);
  return 'problems' in run ? run : runs.hold(run, folder);
}

/**
 * Starts a run as the person's settings have it, but for `settings`. A setting that breaks its rule stands in the way:
 * without it a run could spend, push or merge what the person meant to forbid.
 */
export async function startAsSet(
  runs: WindowRuns,
  { goal, folder, settings }: Omit<Start, 'settings'> & { readonly settings: Partial<RunSettings> },
): Promise<Started> {
  const { run, problems } = settingsOf(vscode.Uri.file(folder));
  if (problems.length > 0)
    return { problems: problems.map(({ key, problem }) => `The setting ${key} ${problem}.`) };
  return startRun(runs, { goal, folder, settings: { ...run, ...settings } });
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
