import * as vscode from 'vscode';
import { goalTitle } from '../../model/plain.ts';
import type { Route } from '../../model/route.ts';
import type { Runs } from '../../run/seam.ts';
import type { Dashboard } from '../dashboard/dashboard.ts';
import type { Documents } from '../documents.ts';
import { workspaceFolders } from '../folders.ts';
import { inEditor } from '../in-editor.ts';
import { say } from '../say.ts';
import type { About } from '../trees/row.ts';
import type { HeldRun, WindowRuns } from '../window-runs.ts';
import { runOf } from './about.ts';
import { likelyCompared } from './likely-compared.ts';
import { pickFolder } from './pick-folder.ts';
import { pickRoute, pickRoutes } from './pick-route.ts';

type Given = { readonly runs: WindowRuns; readonly documents: Documents; readonly dashboard: Dashboard };

/** What a person can do about all runs of a repository. */
export const tending = ({ runs, documents, dashboard }: Given) => {
  /** The approved plan of a run once more, on the routes that are picked. */
  const again = async (
    title: string,
    about: About,
    pick: (title: string, held: HeldRun) => Promise<readonly Route[] | undefined>,
  ) => {
    const held = await runOf(runs, about);
    if (held.run.view.phase.approved === 0)
      throw new Error('This run has no approved plan that could be run again.');
    const routes = await pick(title, held);
    const repository = routes && (await repositoryOf(title, runs, { folder: held.folder }));
    if (!repository) return;
    const begun = await inProgress(routes.length > 1 ? 'starting the runs' : 'starting the run', () =>
      repository.playAgain(held.run.id, routes),
    );
    if ('problems' in begun) throw new Error(begun.problems.join(' '));
    for (const run of begun) runs.hold(run, held.folder);
    await dashboard.open();
  };
  return {
    'baro.doctor': async (about: About) => {
      const folder = await folderOf('Baro: Doctor', runs, about);
      if (folder === undefined) return;
      const { doctor } = await runs.of(folder);
      if (doctor)
        await documents.showReport('Baro Doctor', inEditor(await inProgress('looking around', doctor)));
    },
    'baro.cleanUp': async (about: About) => {
      const repository = await repositoryOf('Baro: Clean Up Worktrees', runs, about);
      if (repository) void say('info', await inProgress('cleaning up', () => repository.clean()));
    },
    'baro.compareRuns': async (about: About) => {
      const repository = await repositoryOf('Baro: Compare Runs', runs, about);
      if (!repository) return;
      const summaries = (await repository.list()).filter(({ problem }) => problem === undefined);
      if (summaries.length < 2) throw new Error('There are not two runs to compare yet.');
      const likely = likelyCompared(summaries, [about.runId, runs.current?.run.id]);
      const picked = await vscode.window.showQuickPick(
        summaries.map(({ id, goal, state, cost }) => ({
          label: goalTitle(goal),
          description: [state, cost, id].filter(Boolean).join(' · '),
          id,
          picked: likely.includes(id),
        })),
        { title: 'Baro: Compare Runs', placeHolder: 'Which runs? Two or more', canPickMany: true },
      );
      if (!picked) return;
      if (picked.length < 2) throw new Error('Pick two runs or more to compare.');
      const compared = await repository.compare(picked.map(({ id }) => id));
      if ('problem' in compared) throw new Error(compared.problem);
      await documents.showReport('Baro Compare', compared.markdown);
    },
    'baro.runPlanAgain': (about: About) =>
      again('Baro: Run Plan Again on Another Route', about, async (title, { run, folder }) => {
        const last = run.view.run?.options.routes.phases.story;
        const route = await pickRoute(title, runs, folder, last, true);
        return route && [route];
      }),
    'baro.racePlan': (about: About) =>
      again('Baro: Race Plan on Several Routes', about, (title, { folder }) =>
        pickRoutes(title, runs, folder),
      ),
  };
};

/** The folder that is meant: of the row, of the current run where it is in none of the workspace's, else as picked. */
async function folderOf(title: string, runs: WindowRuns, about: About): Promise<string | undefined> {
  if (about.folder !== undefined) return about.folder;
  const current = runs.current?.folder;
  const elsewhere = workspaceFolders().every(({ uri }) => uri.fsPath !== current);
  if (current !== undefined && elsewhere) return current;
  return (await pickFolder({ title }, current))?.uri.fsPath;
}

async function repositoryOf(title: string, runs: WindowRuns, about: About): Promise<Runs | undefined> {
  const folder = await folderOf(title, runs, about);
  if (folder === undefined) return undefined;
  const repository = await runs.of(folder);
  if ('problem' in repository) throw new Error(repository.problem);
  return repository;
}

const inProgress = <T>(title: string, work: () => Promise<T>): Thenable<T> =>
  vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: `Baro: ${title}` }, work);
