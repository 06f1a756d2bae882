import * as vscode from 'vscode';
import { type CheckedSettings, checkedSettings } from './checked-settings.ts';
import { SETTINGS, type Setting } from './contributions.ts';

/** The settings in force for a folder. What is the person's is read from the person's settings alone. */
export function settingsOf(folder?: vscode.Uri): CheckedSettings {
  const configuration = vscode.workspace.getConfiguration(undefined, folder ?? null);
  const raw = (key: Setting): unknown =>
    key === 'baro.worktree.includeFiles'
      ? [...listed(configuration.get(key)), ...listed(configuration.get('git.worktreeIncludeFiles'))]
      : SETTINGS[key].scope === 'resource'
        ? configuration.get(key)
        : (configuration.inspect(key)?.globalValue ?? SETTINGS[key].default);
  return checkedSettings(raw, vscode.workspace.isTrusted);
}

/** VS Code's own Git has a setting for the same; what it says counts here too. */
const listed = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
