import * as vscode from 'vscode';
import { plain } from '../model/plain.ts';
import type { Command } from './contributions.ts';
import { statusText } from './status-text.ts';
import { needRowsOf } from './trees/need-rows.ts';
import type { WindowRuns } from './window-runs.ts';

/** One item, on the left, only while there is a run to speak of. */
export function registerStatusBar(runs: WindowRuns): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('baro.run', vscode.StatusBarAlignment.Left, 10);
  item.name = 'Baro';
  item.command = 'baro.openDashboard' satisfies Command;
  const unlisten = runs.changed.listen(() => {
    if (!runs.current) return item.hide();
    const others = runs.all().filter(({ run }) => run.id !== runs.current?.run.id);
    const { text, tooltip } = statusText(runs.current.run, needRowsOf(others).length);
    item.text = text;
    item.tooltip = plain(tooltip);
    item.accessibilityInformation = { label: plain(tooltip) };
    item.show();
  });
  return vscode.Disposable.from(item, { dispose: unlisten });
}
