import * as vscode from 'vscode';
import { startRun } from '../commands/start.ts';
import { CHAT, type Command } from '../contributions.ts';
import { workspaceFolders } from '../folders.ts';
import { settingsOf } from '../settings.ts';
import type { WindowRuns } from '../window-runs.ts';
import { statusMarkdown } from './status-markdown.ts';

/** `@baro`: `/plan` and `/run` start a run with the rest as its goal, `/status` tells how the current one is. */
export function registerChat(runs: WindowRuns, icon: vscode.Uri): vscode.Disposable {
  const participant = vscode.chat.createChatParticipant(CHAT, async ({ command, prompt }, _, stream) => {
    if (command === 'status' || (!command && !prompt.trim())) return tellStatus(runs, stream);
    await begin(runs, prompt.trim(), command === 'plan', stream);
  });
  participant.iconPath = icon;
  participant.followupProvider = {
    provideFollowups: () =>
      runs.current ? [{ prompt: '', command: 'status', label: 'How does it stand?' }] : [],
  };
  return participant;
}

function tellStatus(runs: WindowRuns, stream: vscode.ChatResponseStream): void {
  if (!runs.current) {
    stream.markdown('No run is open. Say `@baro /run` and a goal to start one.');
    stream.button({ command: 'baro.runGoal' satisfies Command, title: 'Run Goal' });
    return;
  }
  stream.markdown(statusMarkdown(runs.current.run));
  stream.button({ command: 'baro.openDashboard' satisfies Command, title: 'Open Dashboard' });
}

async function begin(
  runs: WindowRuns,
  goal: string,
  planOnly: boolean,
  stream: vscode.ChatResponseStream,
): Promise<void> {
  const folder = workspaceFolders()[0];
  if (!goal) return stream.markdown('Say the goal after the command: what should be true when it is done?');
  if (!folder) return stream.markdown('Open a folder first: a run works on a Git repository.');
  stream.progress(planOnly ? 'Planning' : 'Starting the run');
  // Whoever types in a chat has seen no plan: it is always asked for.
  const settings = { ...settingsOf(folder.uri).run, approve: 'ask' as const, planOnly };
  const started = await startRun(runs, { goal, folder: folder.uri.fsPath, settings });
  if ('problems' in started) return stream.markdown(started.problems.join('\n\n'));
  stream.markdown(
    planOnly
      ? 'The plan is being made. It is drawn in the dashboard; nothing is built before you run it.'
      : 'The run has started. It will ask for your approval once its plan is drawn.',
  );
  stream.button({ command: 'baro.openDashboard' satisfies Command, title: 'Open Dashboard' });
}
