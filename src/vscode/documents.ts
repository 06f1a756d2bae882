import * as vscode from 'vscode';
import { SCHEME } from './contributions.ts';
import { type FileAt, readUri, writeUri } from './file-uri.ts';
import type { WindowRuns } from './window-runs.ts';

/** The address of a file as a run's attempt left it, or found it. */
export const uriOf = (file: FileAt): vscode.Uri => vscode.Uri.from({ scheme: SCHEME, ...writeUri(file) });

export const fileOf = (uri: vscode.Uri): FileAt | undefined =>
  uri.scheme === SCHEME ? readUri(uri) : undefined;

const NOT_KEPT = 'This report was not kept. Make it anew: *Baro: Doctor*, or *Baro: Compare Runs*.';

/**
 * Serves what Baro shows but nobody may edit: files at commits, and reports. Never a real file, so that opening
 * what an agent wrote starts no task, no language server and no schema download on its behalf.
 */
export class Documents implements vscode.TextDocumentContentProvider {
  readonly #runs: WindowRuns;
  /** The last report of each name. */
  readonly #reports = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;

  constructor(runs: WindowRuns) {
    this.#runs = runs;
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const file = fileOf(uri);
    if (!file) return this.#reports.get(uri.path) ?? NOT_KEPT;
    if (file.commit === '') return '';
    const folder = file.folder ?? this.#runs.held(file.runId)?.folder;
    const repository = folder === undefined ? undefined : await this.#runs.of(folder);
    if (!repository) return `Run ${file.runId} is not open any more. Open it in the Runs view.`;
    return 'problem' in repository ? repository.problem : repository.file(file.commit, file.path);
  }

  /** Shows Markdown that was just made, rendered. */
  async showReport(name: string, markdown: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme: SCHEME, authority: 'report', path: `/${name}.md` });
    this.#reports.set(uri.path, markdown);
    this.#changed.fire(uri);
    await vscode.commands.executeCommand('markdown.showPreview', uri);
  }
}
