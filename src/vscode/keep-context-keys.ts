import * as vscode from 'vscode';
import { contextOf } from './context-keys.ts';
import type { ContextKey } from './contributions.ts';
import { frontFile } from './front-file.ts';
import type { WindowRuns } from './window-runs.ts';

/** Keeps what menus and keys may ask about true. */
export function keepContextKeys(runs: WindowRuns): vscode.Disposable {
  const known = new Map<ContextKey, boolean>();
  const set = (key: ContextKey, value: boolean) => {
    if (known.get(key) === value) return;
    known.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  };
  const tell = () => {
    for (const [key, value] of Object.entries(contextOf(runs.current, runs.selected, frontFile())))
      set(key as ContextKey, value);
  };
  const unlisten = runs.changed.listen(tell);
  const { tabGroups } = vscode.window;
  return vscode.Disposable.from(
    { dispose: unlisten },
    tabGroups.onDidChangeTabs(tell),
    tabGroups.onDidChangeTabGroups(tell),
    vscode.window.onDidChangeActiveTextEditor(tell),
  );
}
