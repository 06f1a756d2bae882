import type * as vscode from 'vscode';
import { workspaceFolders } from '../folders.ts';
import { askWhich, type Step } from './ask.ts';

/**
 * The folder that is meant: the only one, or the one that the person picks of several. The `first`, or else the one
 * that is in front, is what Enter takes.
 */
export async function pickFolder(step: Step, first?: string): Promise<vscode.WorkspaceFolder | undefined> {
  const folders = workspaceFolders();
  if (folders.length === 0) throw new Error('Open a folder first: Baro works on a Git repository.');
  if (folders.length === 1) return folders[0];
  const rank = ({ uri }: vscode.WorkspaceFolder) => Number(uri.fsPath !== first);
  const choice = await askWhich(
    step,
    'In which folder?',
    folders
      .toSorted((a, b) => rank(a) - rank(b))
      .map((one) => ({ label: one.name, description: one.uri.fsPath, value: one })),
  );
  return choice?.value;
}
