import * as vscode from 'vscode';
import { goalTitle, plainLine } from '../../model/plain.ts';
import { startAsSet } from '../commands/start.ts';
import { TOOLS } from '../contributions.ts';
import { foldersOf, workspaceFolders } from '../folders.ts';
import { settingsOf } from '../settings.ts';
import type { WindowRuns } from '../window-runs.ts';
import { statusMarkdown } from './status-markdown.ts';

type GoalInput = { readonly goal?: unknown; readonly folder?: unknown; readonly budgetUsd?: unknown };
type StatusInput = { readonly runId?: unknown };

/** What other agents of the editor may ask of Baro. The input is a model's, so it is checked like anything from outside. */
export function registerTools(runs: WindowRuns): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.lm.registerTool<GoalInput>(TOOLS.runGoal, {
      prepareInvocation: ({ input }) => ({
        invocationMessage: 'Starting a Baro run',
        confirmationMessages: {
          title: 'Start a Baro run?',
          message: new vscode.MarkdownString().appendText(
            `${plainLine(String(input.goal ?? ''), 300)}\n\nIn ${folderMeant(input)?.name ?? 'no folder'}. It plans first, and asks you before stories are started.`,
          ),
        },
      }),
      invoke: async ({ input }) => said(await runGoal(runs, input)),
    }),
    vscode.lm.registerTool<StatusInput>(TOOLS.runStatus, {
      invoke: async ({ input }) => said(await status(runs, input)),
    }),
  );
}

const said = (text: string) => new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);

/** The only folder, or the one of that name. */
function folderMeant({ folder }: GoalInput): vscode.WorkspaceFolder | undefined {
  const folders = workspaceFolders();
  return folders.length === 1 ? folders[0] : folders.find(({ name }) => name === folder);
}

async function runGoal(runs: WindowRuns, input: GoalInput): Promise<string> {
  const { goal, budgetUsd } = input;
  if (typeof goal !== 'string' || !goal.trim()) return 'Give the goal as a text.';
  const folder = folderMeant(input);
  const names = workspaceFolders().map(({ name }) => name);
  if (!folder)
    return names.length === 0
      ? 'No folder is open; a run works on a Git repository.'
      : `Several folders are open. Say which: ${names.join(', ')}.`;
  const { run } = settingsOf(folder.uri);
  // A model may lower the person's budget, never raise it; and a person approves what it starts.
  const asked = typeof budgetUsd === 'number' && budgetUsd > 0 ? budgetUsd : Number.POSITIVE_INFINITY;
  const least = Math.min(asked, run.budgetUsd ?? Number.POSITIVE_INFINITY);
  const started = await startAsSet(runs, {
    goal: goal.trim(),
    folder: folder.uri.fsPath,
    settings: { approve: 'ask', budgetUsd: Number.isFinite(least) ? least : undefined },
  });
  if ('problems' in started) return `The run was not started. ${started.problems.join(' ')}`;
  return `Run ${started.run.id} has started on branch ${started.run.view.run?.branch ?? 'of its own'}. It asks the person to approve its plan; use ${TOOLS.runStatus} to see how it stands.`;
}

async function status(runs: WindowRuns, { runId }: StatusInput): Promise<string> {
  if (typeof runId === 'string') {
    const held = runs.held(runId);
    if (held) return statusMarkdown(held.run);
  } else if (runs.current) return statusMarkdown(runs.current.run);
  const all = (await Promise.all(foldersOf(runs).map(({ folder }) => runs.list(folder)))).flat();
  const meant = typeof runId === 'string' ? all.filter(({ id }) => id === runId) : all.slice(0, 10);
  if (meant.length === 0)
    return typeof runId === 'string' ? `There is no run ${runId}.` : 'There are no runs.';
  return meant
    .map(({ id, goal, state, integrated, stories, problem }) =>
      problem === undefined
        ? `- ${id}: ${goalTitle(goal, 100)}: ${state}, ${integrated}/${stories}`
        : `- ${id}: ${problem}`,
    )
    .join('\n');
}
