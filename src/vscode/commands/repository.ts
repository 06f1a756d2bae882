import * as vscode from 'vscode';
import { goalTitle } from '../../model/plain.ts';
import type { Runs } from '../../run/seam.ts';
import type { Dashboard } from '../dashboard/dashboard.ts';
import type { Documents } from '../documents.ts';
import { workspaceFolders } from '../folders.ts';
import { say } from '../say.ts';
import type { About } from '../trees/row.ts';
import type { WindowRuns } from '../window-runs.ts';
import { runOf } from './about.ts';
import { pickRoute } from './pick-route.ts';

type Given = { readonly runs: WindowRuns; readonly documents: Documents; readonly dashboard: Dashboard };

/** What a person can do about all runs of a repository. */
export const tending = ({ runs, documents, dashboard }: Given) => ({
  'baro.doctor': async (about: About) => {
    const { repository } = await repositoryOf(runs, about);
    await documents.showReport('Baro Doctor', await repository.doctor());
  },
  'baro.cleanUp': async (about: About) => {
    const { repository } = await repositoryOf(runs, about);
    void say('info', await repository.clean());
  },
  'baro.compareRuns': async (about: About) => {
    const { repository } = await repositoryOf(runs, about);
    const summaries = await repository.list();
    if (summaries.length < 2) throw new Error('There are not two runs to compare yet.');
    const picked = await vscode.window.showQuickPick(
      summaries.map(({ id, goal, state, cost }) => ({
        label: goalTitle(goal),
        description: [state, cost, id].filter(Boolean).join(' · '),
        id,
        picked: id === runs.current?.run.id || id === about.runId,
      })),
      { title: 'Baro: Compare Runs', placeHolder: 'Which runs? Two or more', canPickMany: true },
    );
    if (!picked) return;
    if (picked.length < 2) throw new Error('Pick two runs or more to compare.');
    const compared = await repository.compare(picked.map(({ id }) => id));
    if ('problem' in compared) throw new Error(compared.problem);
    await documents.showReport('Baro Compare', compared.markdown);
  },
  'baro.runPlanAgain': async (about: About) => {
    const held = await runOf(runs, about);
    if (held.run.view.phase.approved === 0)
      throw new Error('This run has no approved plan that could be run again.');
    const route = await pickRoute(
      'Baro: Run Plan Again on Another Route',
      runs,
      held.folder,
      held.run.view.run?.options.routes.phases.story,
    );
    if (!route) return;
    const { repository } = await repositoryOf(runs, { folder: held.folder });
    const again = await repository.playAgain(held.run.id, route);
    if ('problems' in again) throw new Error(again.problems.join(' '));
    runs.hold(again, held.folder);
    await dashboard.open();
  },
});

/** The repository that is meant: of the row, of the current run, else of the folder in front. */
async function repositoryOf(
  runs: WindowRuns,
  about: About,
): Promise<{ readonly folder: string; readonly repository: Runs }> {
  const folder = about.folder ?? runs.current?.folder ?? workspaceFolders()[0]?.uri.fsPath;
  if (folder === undefined) throw new Error('Open a folder first: Baro works on a Git repository.');
  const repository = await runs.of(folder);
  if ('problem' in repository) throw new Error(repository.problem);
  return { folder, repository };
}
