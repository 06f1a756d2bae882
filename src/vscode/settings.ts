import * as vscode from 'vscode';
import { type CheckedSettings, checkedSettings } from './checked-settings.ts';
import type { Setting } from './contributions.ts';
import { setByPerson } from './set-by-person.ts';

/** The settings in force for a folder. */
export function settingsOf(folder?: vscode.Uri): CheckedSettings {
  const configuration = vscode.workspace.getConfiguration(undefined, folder ?? null);
  const set = setByPerson(configuration);
  const raw = (key: Setting): unknown =>
    key === 'baro.worktree.includeFiles'
      ? [...listed(set(key)), ...listed(configuration.get('git.worktreeIncludeFiles'))]
      : set(key);
  return checkedSettings(raw, vscode.workspace.isTrusted);
}

/** VS Code's own Git has a setting for the same; what it says counts here too. */
const listed = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
