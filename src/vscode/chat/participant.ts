import * as vscode from 'vscode';
import { pickFolder } from '../commands/pick-folder.ts';
import { startAsSet } from '../commands/start.ts';
import { CHAT, type Command } from '../contributions.ts';
import { workspaceFolders } from '../folders.ts';
import { inEditor } from '../in-editor.ts';
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
  planned: boolean,
  stream: vscode.ChatResponseStream,
): Promise<void> {
  if (!goal) return stream.markdown('Say the goal after the command: what should be true when it is done?');
  if (workspaceFolders().length === 0)
    return stream.markdown('Open a folder first: a run works on a Git repository.');
  const folder = await pickFolder({ title: 'Baro' });
  if (!folder) return stream.markdown('Nothing was started: no folder was picked.');
  stream.progress(planned ? 'Planning' : 'Starting the run');
  // Whoever types in a chat has seen no plan: it is always asked for.
  const started = await startAsSet(runs, { goal, folder: folder.uri.fsPath, settings: { approve: 'ask' } });
  if ('problems' in started) return stream.markdown(inEditor(started.problems.join('\n\n')));
  stream.markdown(
    planned
      ? 'The plan is being made. It will be drawn in the dashboard, and nothing is built before you approve it.'
      : 'The run has started. It will ask for your approval once its plan is drawn.',
  );
  stream.button({ command: 'baro.openDashboard' satisfies Command, title: 'Open Dashboard' });
}
