import * as vscode from 'vscode';
import { goalTitle } from '../../model/plain.ts';
import { VIEWS } from '../contributions.ts';
import { foldersOf } from '../folders.ts';
import { thingsWait } from '../status-text.ts';
import type { WindowRuns } from '../window-runs.ts';
import { ListedRuns } from './listed-runs.ts';
import { needRowsOf } from './need-rows.ts';
import { runRows } from './run-rows.ts';
import { storyRows } from './story-rows.ts';
import { createTree } from './tree.ts';

/** The activity bar's three trees: all runs, the current run's stories, and what waits for a person in any held run. */
export function registerTrees(
  runs: WindowRuns,
  log: (line: string) => void,
): vscode.Disposable & { refresh(): Promise<void> } {
  const listed = new ListedRuns({
    folders: () => foldersOf(runs),
    list: (folder) => runs.list(folder),
    held: () => runs.all(),
  });
  const runsTree = createTree(VIEWS.runs, {
    rows: () => runRows(listed.now(), runs.current?.run.id),
    ready: () => listed.ready(),
  });
  const stories = createTree(VIEWS.stories, {
    rows: () => (runs.current ? storyRows(runs.current.run.view, runs.current.folder) : []),
  });
  const needs = createTree(VIEWS.needsYou, { rows: () => needRowsOf(runs.all()) });
  const refresh = async () => {
    await listed.read();
    runsTree.look();
  };
  const around = () => {
    const count = needRowsOf(runs.all()).length;
    needs.view.badge = count > 0 ? { value: count, tooltip: thingsWait(count) } : undefined;
    const goal = goalTitle(runs.current?.run.view.run?.goal ?? '');
    if (stories.view.description !== goal) stories.view.description = goal;
  };
  const unlisten = [
    runs.gone.listen((held) => listed.keep(held)),
    runs.changed.listen(() => {
      for (const tree of [runsTree, stories, needs]) tree.look();
      around();
    }),
  ];
  const refreshQuietly = () => void refresh().catch((error) => log(`Runs could not be listed: ${error}`));
  const disposable = vscode.Disposable.from(
    runsTree,
    stories,
    needs,
    // Other windows and the command line have runs too: they are looked for whenever somebody comes to look.
    runsTree.view.onDidChangeVisibility(({ visible }) => visible && refreshQuietly()),
    vscode.workspace.onDidChangeWorkspaceFolders(refreshQuietly),
    ...unlisten.map((dispose) => ({ dispose })),
  );
  return { refresh, dispose: () => disposable.dispose() };
}
