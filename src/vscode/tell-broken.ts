import * as vscode from 'vscode';
import { goalTitle } from '../model/plain.ts';
import { say } from './say.ts';
import type { HeldRun } from './window-runs.ts';

/** A run that cannot write its log can only be taken up anew. */
export async function tellBroken({ run }: HeldRun, reason: string): Promise<void> {
  const reload = 'Reload Window';
  const goal = goalTitle(run.view.run?.goal ?? run.id, 60);
  const text = `${goal}: ${reason}. Put that right, then reload the window: the run goes on from there.`;
  if ((await say('error', text, reload)) === reload)
    await vscode.commands.executeCommand('workbench.action.reloadWindow');
}
