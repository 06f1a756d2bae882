import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { WindowRuns } from './window-runs.ts';

/** The folders whose runs this window shows: the workspace's, and those of runs it holds open besides. */
export function foldersOf(runs: WindowRuns): readonly { readonly folder: string; readonly name: string }[] {
  const folders = (vscode.workspace.workspaceFolders ?? [])
    .filter(({ uri }) => uri.scheme === 'file')
    .map(({ uri, name }) => ({ folder: uri.fsPath, name }));
  for (const { folder } of runs.all())
    if (!folders.some((known) => known.folder === folder)) folders.push({ folder, name: basename(folder) });
  return folders;
}

/** The folder that the person is looking at, first; then the others. */
export function workspaceFolders(): readonly vscode.WorkspaceFolder[] {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const document = vscode.window.activeTextEditor?.document.uri;
  const active = document && vscode.workspace.getWorkspaceFolder(document);
  return active ? [active, ...folders.filter(({ index }) => index !== active.index)] : folders;
}

/** Why nothing is worked on in the folders of this window; undefined where the person trusts them. */
export const untrusted = (): string | undefined =>
  vscode.workspace.isTrusted
    ? undefined
    : 'Agents run commands in this folder, so Baro works only in folders that you trust: see Workspaces: Manage Workspace Trust.';
