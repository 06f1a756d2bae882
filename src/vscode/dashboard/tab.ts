import * as vscode from 'vscode';
import { DASHBOARD } from '../contributions.ts';

const GROUPS = ['First', 'Second', 'Third', 'Fourth', 'Fifth', 'Sixth', 'Seventh', 'Eighth'];

const isDashboard = ({ input }: vscode.Tab) =>
  input instanceof vscode.TabInputWebview && input.viewType.endsWith(DASHBOARD);

/** Whether the dashboard has a tab, also one that was not seen since a reload. */
export const isTabThere = () => vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(isDashboard));

/**
 * Brings the dashboard's tab to the front which VS Code kept over a reload: until it is seen, there is a tab but no
 * panel. False where there is none.
 */
export async function revealTab(): Promise<boolean> {
  for (const { tabs, viewColumn } of vscode.window.tabGroups.all) {
    const at = tabs.findIndex(isDashboard);
    const group = GROUPS[viewColumn - 1];
    if (at < 0 || group === undefined) continue;
    await vscode.commands.executeCommand(`workbench.action.focus${group}EditorGroup`);
    await vscode.commands.executeCommand('workbench.action.openEditorAtIndex', at);
    return true;
  }
  return false;
}
