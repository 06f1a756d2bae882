import * as vscode from 'vscode';
import { goalTitle } from '../../model/plain.ts';
import { runState } from '../../model/run-state.ts';
import { VIEWS } from '../contributions.ts';
import { countStories } from '../standing.ts';
import type { WindowRuns } from '../window-runs.ts';
import { needRows } from './need-rows.ts';
import { runRows } from './run-rows.ts';
import { storyRows } from './story-rows.ts';
import { Tree } from './tree.ts';

type Folders = () => readonly { readonly folder: string; readonly name: string }[];

/** The activity bar's three trees: all runs, the current run's stories, and what waits for a person in it. */
export function registerTrees(runs: WindowRuns, folders: Folders): vscode.Disposable & { refresh(): void } {
  const runTree = new Tree(async () =>
    runRows(
      await Promise.all(folders().map(async (one) => ({ ...one, runs: await runs.list(one.folder) }))),
      runs.current?.run.id,
    ),
  );
  const ofCurrent = (rows: typeof storyRows) => () =>
    runs.current ? rows(runs.current.run.view, runs.current.folder) : [];
  const stories = new Tree(ofCurrent(storyRows));
  const needs = new Tree(ofCurrent(needRows));
  const needsView = vscode.window.createTreeView(VIEWS.needsYou, { treeDataProvider: needs });
  const storiesView = vscode.window.createTreeView(VIEWS.stories, { treeDataProvider: stories });
  const runsView = vscode.window.createTreeView(VIEWS.runs, { treeDataProvider: runTree });
  const badge = () => {
    const count = runs.current ? needRows(runs.current.run.view, runs.current.folder).length : 0;
    needsView.badge =
      count > 0
        ? { value: count, tooltip: `${count} ${count === 1 ? 'thing waits' : 'things wait'} for you` }
        : undefined;
    storiesView.description = goalTitle(runs.current?.run.view.run?.goal ?? '');
  };
  const refresh = () => {
    for (const tree of [runTree, stories, needs]) tree.refresh();
    badge();
  };
  let listed = '';
  const unlisten = runs.changed.listen(() => {
    for (const tree of [stories, needs]) tree.refresh();
    badge();
    // All runs are read from disk, so only when what their row says of the current one is no longer true.
    const view = runs.current?.run.view;
    const says = view ? `${view.run?.id} ${runState(view)} ${countStories(view).integrated}` : '';
    if (says !== listed) runTree.refresh();
    listed = says;
  });
  return {
    refresh,
    dispose: () => {
      unlisten();
      needsView.dispose();
      storiesView.dispose();
      runsView.dispose();
    },
  };
}
