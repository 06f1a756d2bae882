import { randomBytes } from 'node:crypto';
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { goalTitle } from '../../model/plain.ts';
import { exportedRun } from '../export/export-run.ts';
import { exportedPage } from '../export/exported-page.ts';
import { say } from '../say.ts';
import type { About } from '../trees/row.ts';
import type { WindowRuns } from '../window-runs.ts';
import { runOf } from './about.ts';

type Given = { readonly runs: WindowRuns; readonly extension: vscode.Uri };

export const exporting = ({ runs, extension }: Given) => ({
  'baro.exportRun': async (about: About) => {
    const { run } = await runOf(runs, about);
    const file = await vscode.window.showSaveDialog({
      title: 'Export the run as a page that replays it offline',
      // Not in the repository: it would lie about there as a change of the person's.
      defaultUri: vscode.Uri.joinPath(vscode.Uri.file(homedir()), `baro-${run.id}.html`),
      filters: { 'Web page': ['html'] },
    });
    if (!file) return;
    const read = async (name: string) =>
      new TextDecoder().decode(
        await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension, 'dist', 'webview', name)),
      );
    const page = exportedPage({
      title: `Baro: ${goalTitle(run.view.run?.goal ?? run.id)}`,
      script: await read('exported.js'),
      style: await read('exported.css'),
      nonce: randomBytes(16).toString('hex'),
      run: await exportedRun(run),
    });
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(page));
    const open = 'Open';
    const answer = await say('info', `The run is in ${file.fsPath}`, open);
    if (answer === open) await vscode.env.openExternal(file);
  },
});
