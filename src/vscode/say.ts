import * as vscode from 'vscode';
import { inEditor } from './in-editor.ts';
import { unlinked } from './unlinked.ts';

const SHOW = {
  info: vscode.window.showInformationMessage,
  warning: vscode.window.showWarningMessage,
  error: vscode.window.showErrorMessage,
};

/** Tells the person something; resolves with the title of the action that they chose. */
export const say = (
  level: keyof typeof SHOW,
  text: string,
  ...actions: readonly string[]
): Thenable<string | undefined> => SHOW[level](unlinked(inEditor(text)), ...actions);
