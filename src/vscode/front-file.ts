import * as vscode from 'vscode';
import { fileOf } from './documents.ts';
import type { FileAt } from './file-uri.ts';

/** The file whose diff is in front: of a diff of several files the one with the cursor. */
export function frontUri(): vscode.Uri | undefined {
  const { input } = vscode.window.tabGroups.activeTabGroup.activeTab ?? {};
  return input instanceof vscode.TabInputTextDiff
    ? input.modified
    : vscode.window.activeTextEditor?.document.uri;
}

/** The same as what an attempt left, where it is that. */
export function frontFile(): FileAt | undefined {
  const uri = frontUri();
  return uri && fileOf(uri);
}
