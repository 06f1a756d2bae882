import type * as vscode from 'vscode';
import type { About } from '../trees/row.ts';
import type { WindowRuns } from '../window-runs.ts';
import { runOf } from './about.ts';

type Given = { readonly runs: WindowRuns; readonly extension: vscode.Uri };

export const exporting = ({ runs }: Given) => ({
  'baro.exportRun': async (about: About) => {
    await runOf(runs, about);
    throw new Error('This build cannot export runs yet.');
  },
});
