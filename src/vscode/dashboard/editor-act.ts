import * as vscode from 'vscode';
import { openLink } from '../commands/stories.ts';
import type { Command } from '../contributions.ts';
import { openDiff } from '../diff.ts';
import { workspaceFolders } from '../folders.ts';
import { say } from '../say.ts';
import type { WindowRuns } from '../window-runs.ts';
import type { DashboardGiven, EditorMessage } from './dashboard.ts';

const COMMANDS: Readonly<Record<Extract<EditorMessage, { type: 'command' }>['command'], Command>> = {
  export: 'baro.exportRun',
  compare: 'baro.compareRuns',
  'run-plan-again': 'baro.runPlanAgain',
  'race-plan': 'baro.racePlan',
  'run-goal': 'baro.runGoal',
};

/** Does what the dashboard asks of the editor; what fails is said in a sentence. */
export const editorAct =
  (runs: WindowRuns, log: vscode.LogOutputChannel): DashboardGiven['act'] =>
  (message, current) => {
    const act = async (): Promise<unknown> => {
      switch (message.type) {
        case 'open-run':
          return vscode.commands.executeCommand('baro.openRun' satisfies Command, {
            runId: message.runId,
            folder: current?.folder ?? workspaceFolders()[0]?.uri.fsPath,
          });
        case 'open-diff':
          return current && openDiff(current, message);
        case 'open-link':
          return openLink(message.url);
        case 'selected':
          runs.select(message.storyId);
          return undefined;
        case 'command':
          return vscode.commands.executeCommand(COMMANDS[message.command]);
      }
    };
    act().catch((error) => {
      const sentence = error instanceof Error ? error.message : String(error);
      log.error(sentence);
      void say('error', sentence);
    });
  };
