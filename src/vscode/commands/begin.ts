import * as vscode from 'vscode';
import type { Dashboard } from '../dashboard/dashboard.ts';
import { untrusted, workspaceFolders } from '../folders.ts';
import type { KeptGoal } from '../kept-goal.ts';
import { say } from '../say.ts';
import type { WindowRuns } from '../window-runs.ts';
import { type DemoGiven, startDemo } from './demo.ts';
import { askForGoal, type GoalAsked } from './run-goal.ts';
import { startAsSet } from './start.ts';

type Given = {
  readonly runs: WindowRuns;
  readonly dashboard: Dashboard;
  readonly goal: KeptGoal;
} & DemoGiven;

/** How a run begins. */
export const beginning = (given: Given) => ({
  'baro.runGoal': () => runGoal(given),
  'baro.tryDemo': async () => {
    await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title: 'Baro: setting up the demo' },
      () => startDemo(given.runs, given),
    );
    await given.dashboard.open();
  },
});

async function runGoal(given: Given): Promise<void> {
  if (!(await readyForGoals())) return;
  const asked = await askForGoal(given.runs, given.goal);
  if (asked) await begin(given, asked);
}

/** Starts what was asked for; where it cannot be, says so with what there is to do about it. */
async function begin(given: Given, asked: GoalAsked): Promise<void> {
  const { runs, dashboard, goal } = given;
  const started = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: 'Baro: starting the run' },
    () => startAsSet(runs, asked),
  );
  if (!('problems' in started)) {
    goal.set(undefined);
    return dashboard.open();
  }
  const said = started.problems.join(' ');
  const setting = /\bbaro\.\w+\.\w+/.exec(said)?.[0];
  const setKey = async () => {
    if (await vscode.commands.executeCommand('baro.setApiKey')) await begin(given, asked);
  };
  const next = new Map<string, () => unknown>([
    ['Try Again', () => runGoal(given)],
    ...(/key\b/i.test(said) ? [['Set API Key', setKey] as const] : []),
    ...(setting === undefined
      ? []
      : [
          [
            'Open Settings',
            () => vscode.commands.executeCommand('workbench.action.openSettings', setting),
          ] as const,
        ]),
    ...(said.includes('`baro demo`')
      ? [['Try the Demo', () => vscode.commands.executeCommand('baro.tryDemo')] as const]
      : []),
    ['Doctor', () => vscode.commands.executeCommand('baro.doctor', { folder: asked.folder })],
  ]);
  const answer = await say('error', said, ...next.keys());
  if (answer !== undefined) await next.get(answer)?.();
}

/** A run needs a folder, and agents run in it: it has to be one the person trusts. */
async function readyForGoals(): Promise<boolean> {
  if (workspaceFolders().length === 0) {
    const open = 'Open Folder…';
    const demo = 'Try the Demo';
    const answer = await say('info', 'A run works on a Git repository: open its folder first.', open, demo);
    if (answer === open) await vscode.commands.executeCommand('vscode.openFolder');
    if (answer === demo) await vscode.commands.executeCommand('baro.tryDemo');
    return false;
  }
  const problem = untrusted();
  if (problem === undefined) return true;
  const trust = 'Manage Workspace Trust';
  const answer = await say('warning', problem, trust);
  if (answer === trust) await vscode.commands.executeCommand('workbench.trust.manage');
  return false;
}
