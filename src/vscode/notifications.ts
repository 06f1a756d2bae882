import * as vscode from 'vscode';
import type { NotificationsWhen } from './checked-settings.ts';
import { type Notice, noticeOf } from './notices.ts';
import { say } from './say.ts';
import type { About } from './trees/row.ts';
import type { WindowRuns } from './window-runs.ts';

/** Tells the person, when they asked to be told, what in a run needs them; a click opens exactly that. */
export function registerNotifications(runs: WindowRuns, when: () => NotificationsWhen): vscode.Disposable {
  const unlisten = runs.appended.listen(({ run, folder, entries }) => {
    for (const { event } of entries) {
      const notice = noticeOf(run.view, event);
      if (notice && wanted(when())) void notify(notice, { folder, runId: run.id, ...notice.about });
    }
  });
  return { dispose: unlisten };
}

const wanted = (when: NotificationsWhen) =>
  when === 'always' || (when === 'windowNotFocused' && !vscode.window.state.focused);

async function notify({ text, level, actions }: Notice, about: About): Promise<void> {
  const title = await say(level, text, ...actions.map((action) => action.title));
  const action = actions.find((one) => one.title === title);
  if (action) await vscode.commands.executeCommand(action.command, about);
}
