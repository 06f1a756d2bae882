import * as vscode from 'vscode';
import type { RunSettings } from '../../run/seam.ts';
import { PRESETS } from '../contributions.ts';
import { dollars } from '../dollars.ts';
import { workspaceFolders } from '../folders.ts';
import { settingsOf } from '../settings.ts';
import { askText, askWhich, type Choice, type Step } from './ask.ts';
import { pickFolder } from './pick-folder.ts';

export type GoalAsked = {
  readonly goal: string;
  readonly folder: string;
  readonly settings: Pick<RunSettings, 'preset' | 'budgetUsd' | 'includeChanges'>;
};

const WHAT_PRESETS_ARE: Readonly<Record<(typeof PRESETS)[number], string>> = {
  auto: 'the best of what is signed in',
  claude: 'Claude Code, on your subscription or key',
  codex: 'Codex CLI, on your subscription or key',
  openai: 'the OpenAI API',
  anthropic: 'the Anthropic API',
  copilot: "VS Code's own models",
  hybrid: 'planned by one provider, built by another',
  'openai-compatible': 'any server that speaks Chat Completions',
  acp: 'an agent that speaks ACP',
  scripted: 'recorded answers, no AI',
};

/**
 * The goal first; then everything else, each with a default that Enter takes. `uncommitted` counts a folder's files that
 * are not committed; `before` is what was typed when it could not be started.
 */
export async function askForGoal(
  uncommitted: (folder: string) => Promise<number>,
  before?: string,
): Promise<GoalAsked | undefined> {
  const folders = workspaceFolders();
  const of = folders.length > 1 ? 4 : 3;
  const title = 'Baro: Run Goal';

  const goal = await askGoal({ title, step: 1, of }, folders[0], before);
  if (goal === undefined) return undefined;

  const folder = await pickFolder({ title, step: 2, of });
  if (!folder) return undefined;
  const { run, ownPresets } = settingsOf(folder.uri);
  const changed = uncommitted(folder.uri.fsPath).catch(() => 0); // what is wrong there is said at the start

  const preset = await askWhich(
    { title, step: of - 1, of },
    'With which models? Enter takes the default',
    presetChoices(run.preset ?? 'auto', ownPresets),
  );
  if (!preset) return undefined;

  const budget = await askText(
    { title, step: of, of },
    {
      prompt:
        'For how many dollars at the most? Enter takes what is there; 0 is no limit. It can be raised later.',
      value: String(run.budgetUsd ?? 0),
      check: (text) =>
        dollars(text) === undefined ? 'A number of dollars, such as 5 or 2.50; 0 is no limit.' : undefined,
    },
  );
  if (!budget || !('text' in budget)) return undefined;

  const files = await changed;
  const includeChanges =
    files > 0 ? await askWhetherWithChanges({ title, step: of + 1, of: of + 1 }, files) : false;
  if (includeChanges === undefined) return undefined;
  return {
    goal,
    folder: folder.uri.fsPath,
    settings: {
      preset: preset.value === 'auto' ? undefined : preset.value,
      budgetUsd: dollars(budget.text) || undefined,
      includeChanges,
    },
  };
}

async function askGoal(
  step: Step,
  folder: vscode.WorkspaceFolder | undefined,
  before: string | undefined,
): Promise<string | undefined> {
  const goalFile = folder && (await exists(vscode.Uri.joinPath(folder.uri, 'GOAL.md')));
  const answer = await askText(step, {
    prompt: goalFile
      ? `What should be true when it is done? Enter on an empty line takes ${vscode.workspace.asRelativePath(goalFile)}.`
      : 'What should be true when it is done?',
    placeholder: 'Add JWT authentication with role-based access control',
    ...(before === undefined ? {} : { value: before }),
    check: (text) => (text || goalFile ? undefined : 'Say in a sentence what you want, or pick a file.'),
    buttons: [
      {
        button: { iconPath: new vscode.ThemeIcon('file-text'), tooltip: 'Take the goal from a file…' },
        value: 'file' as const,
      },
    ],
  });
  if (!answer) return undefined;
  if ('text' in answer && answer.text) return answer.text;
  const file = 'text' in answer ? goalFile : await askFile();
  if (!file) return undefined;
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file)).trim();
  if (text) return text;
  throw new Error(`${vscode.workspace.asRelativePath(file)} is empty. Write the goal into it first.`);
}

async function askWhetherWithChanges(step: Step, files: number): Promise<boolean | undefined> {
  const count = files === 1 ? 'one file that is' : `${files} files that are`;
  const choice = await askWhich(step, 'From where? Enter takes the commit', [
    { label: 'From the last commit', description: 'what is not committed stays out of it', value: false },
    { label: `With ${count} not committed`, description: 'as the first commit of the branch', value: true },
  ]);
  return choice?.value;
}

async function askFile(): Promise<vscode.Uri | undefined> {
  const found = await vscode.workspace.findFiles('**/*{GOAL,goal}*.md', '**/node_modules/**', 20);
  const choices: Choice<vscode.Uri | undefined>[] = found.map((uri) => ({
    label: vscode.workspace.asRelativePath(uri),
    value: uri,
  }));
  const choice = await askWhich({ title: 'Baro: Run Goal', step: 1, of: 1 }, 'Which file holds the goal?', [
    ...choices,
    { label: 'Another file…', value: undefined },
  ]);
  if (!choice || choice.value) return choice?.value;
  const picked = await vscode.window.showOpenDialog({ openLabel: 'Take as Goal', canSelectMany: false });
  return picked?.[0];
}

const exists = async (uri: vscode.Uri) => {
  try {
    await vscode.workspace.fs.stat(uri);
    return uri;
  } catch {
    return undefined;
  }
};

/** The preset from the settings comes first, so that Enter takes it. Recorded answers are played by the demo alone. */
function presetChoices(first: string, own: readonly string[]): readonly Choice<string>[] {
  const others = [...own, ...PRESETS].filter((name) => name !== 'scripted');
  const names = [...new Set([first, ...others])];
  return names.map((name) => ({
    label: name,
    description: [
      own.includes(name) ? 'your own' : WHAT_PRESETS_ARE[name as (typeof PRESETS)[number]],
      name === first ? 'default' : '',
    ]
      .filter(Boolean)
      .join(' · '),
    value: name,
  }));
}
