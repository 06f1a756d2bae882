import * as vscode from 'vscode';
import { goesOnWithout, handOver } from './hand-over.ts';
import type { Keys } from './keys.ts';
import { settingsOf } from './settings.ts';
import type { WindowRuns } from './window-runs.ts';

type Given = { readonly runs: WindowRuns; readonly keys: Keys; readonly extension: vscode.Uri };

/** VS Code waits five seconds for everything: by then runs are closed, and handed over where the person chose that. */
const MOST_MS = 4000;

export async function closeWindow({ runs, keys, extension }: Given): Promise<void> {
  const { host, continueInBackground } = settingsOf();
  const going = continueInBackground ? runs.underWay().filter(goesOnWithout) : [];
  const known = going.flatMap(({ run }) => Object.keys(run.view.run?.options.endpoints ?? {}));
  const found = going.length > 0 ? await keys.sealed([...Object.keys(host.endpoints), ...known]) : {};
  await Promise.race([runs.close(), new Promise((resolve) => setTimeout(resolve, MOST_MS))]);
  const cli = vscode.Uri.joinPath(extension, 'dist', 'engine', 'cli.mjs').fsPath;
  for (const held of going) {
    const { host: settings } = settingsOf(vscode.Uri.file(held.folder));
    handOver(held, { cli, settings, keys: found });
  }
}
