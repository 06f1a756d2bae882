import * as vscode from 'vscode';
import { dollars } from '../../model/money.ts';
import { formatRoute } from '../../model/route.ts';
import type { RunSettings } from '../../run/seam.ts';
import { workspaceFolders } from '../folders.ts';
import { goalLine, type KeptGoal } from '../kept-goal.ts';
import { settingsOf } from '../settings.ts';
import type { WindowRuns } from '../window-runs.ts';
import { askText, askWhich, type Choice } from './ask.ts';
import { askAll, type Place, type Question } from './ask-all.ts';
import { pickFolder } from './pick-folder.ts';
import { pickRoute } from './pick-route.ts';
import { ASKS_MODEL, presetChoices, presetNames } from './preset-choices.ts';

export type GoalAsked = {
  readonly goal: string;
  readonly folder: string;
  readonly settings: Pick<RunSettings, 'preset' | 'budgetUsd' | 'includeChanges'>;
};

/** A folder, and what is found out about it while the person answers. */
type Looked = {
  readonly folder: vscode.WorkspaceFolder;
  /** How many of its files are not committed. */
  readonly files: Promise<number>;
  readonly gaps: Promise<ReadonlyMap<string, string>>;
};

/** What was answered so far. */
type Known = {
  readonly goal?: string;
  readonly in?: Looked;
  readonly preset?: string;
  readonly budget?: string;
  readonly includeChanges?: boolean;
};
type Asks = Question<Known>;

const TITLE = 'Baro: Run Goal';

/** The goal first; then everything else, each with a default that Enter takes. */
export async function askForGoal(runs: WindowRuns, kept: KeptGoal): Promise<GoalAsked | undefined> {
  const [first, ...others] = workspaceFolders();
  const questions = [
    askGoal(first, kept),
    ...(others.length > 0 ? [askFolder(runs)] : []),
    askPreset(runs),
    askBudget,
    askWhetherWithChanges,
  ];
  const of = (known: Known) => known.in?.files.then((files) => questions.length - Number(files === 0));
  const only = first && others.length === 0 ? { in: lookAt(runs, first) } : {};
  const known = await askAll<Known>(questions, only, of);
  if (known?.goal === undefined || !known.in) return undefined;
  return {
    goal: known.goal,
    folder: known.in.folder.uri.fsPath,
    settings: {
      preset: known.preset === 'auto' ? undefined : known.preset,
      budgetUsd: dollars(known.budget ?? '') || undefined,
      includeChanges: known.includeChanges,
    },
  };
}

/** What is wrong with the folder is said at the start. */
function lookAt(runs: WindowRuns, folder: vscode.WorkspaceFolder): Looked {
  const repository = runs.of(folder.uri.fsPath);
  const { run } = settingsOf(folder.uri);
  const files = repository.then((found) => ('problem' in found ? 0 : found.uncommitted()));
  const gaps = repository.then(async (found) => {
    if ('problem' in found) return new Map<string, string>();
    const names = presetNames(presetsOf(folder));
    const lacking = await found.presetGaps(
      names.map((name) => (name === 'auto' ? undefined : name)),
      run,
    );
    return new Map(
      names.flatMap((name, at) => (lacking[at] === undefined ? [] : [[name, lacking[at]] as const])),
    );
  });
  return { folder, files: files.catch(() => 0), gaps: gaps.catch(() => new Map()) };
}

function presetsOf(folder: vscode.WorkspaceFolder) {
  const { run, ownPresets } = settingsOf(folder.uri);
  return { usual: run.preset ?? 'auto', own: ownPresets };
}

/** A goal of the person's own is kept from its first word on; the folder's `GOAL.md` is there anyway. */
const askGoal = (folder: vscode.WorkspaceFolder | undefined, kept: KeptGoal): Asks =>
  async function ask(place, known) {
    const goalFile = folder && (await exists(vscode.Uri.joinPath(folder.uri, 'GOAL.md')));
    const { aside, ...line } = goalLine(kept.get(), goalFile && vscode.workspace.asRelativePath(goalFile));
    const answer = await askText(
      { title: TITLE, ...place },
      {
        ...line,
        placeholder: 'Add JWT authentication with role-based access control',
        check: (text) =>
          text || aside !== undefined || goalFile
            ? undefined
            : 'Say in a sentence what you want, or pick a file.',
        buttons: [
          {
            button: { iconPath: new vscode.ThemeIcon('file-text'), tooltip: 'Take the goal from a file…' },
            value: 'file' as const,
          },
        ],
        left: (text) => {
          if (text) kept.set(text);
        },
      },
    );
    if (!answer) return undefined;
    const own = 'text' in answer ? answer.text || aside : await goalOfFile(await askFile());
    const goal = own ?? ('text' in answer ? await goalOfFile(goalFile) : undefined);
    if (goal === undefined) return ask(place, known);
    kept.set(own);
    return { ...known, goal };
  };

async function goalOfFile(file: vscode.Uri | undefined): Promise<string | undefined> {
  if (!file) return undefined;
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file)).trim();
  if (text) return text;
  throw new Error(`${vscode.workspace.asRelativePath(file)} is empty. Write the goal into it first.`);
}

const askFolder =
  (runs: WindowRuns): Asks =>
  async (place, known) => {
    const folder = await pickFolder({ title: TITLE, ...place }, known.in?.folder.uri.fsPath);
    return folder && { ...known, in: lookAt(runs, folder) };
  };

const askPreset =
  (runs: WindowRuns): Asks =>
  async (place, known) => {
    if (!known.in) return undefined;
    const { folder, gaps } = known.in;
    const presets = presetsOf(folder);
    const choice = await askWhich(
      { title: TITLE, ...place },
      'With which models? Enter takes the default',
      presetChoices(presets, known.preset),
      { later: gaps.then((found) => presetChoices(presets, known.preset, found)) },
    );
    if (choice?.value !== ASKS_MODEL) return choice && { ...known, preset: choice.value };
    const route = await pickRoute(TITLE, runs, folder.uri.fsPath, undefined);
    return route && { ...known, preset: formatRoute(route) };
  };

const askBudget: Asks = async (place, known) => {
  const { run } = settingsOf(known.in?.folder.uri);
  const answer = await askText(
    { title: TITLE, ...place },
    {
      prompt:
        'For how many dollars at the most? Enter takes what is there; 0 is no limit. It can be raised later.',
      value: known.budget ?? String(run.budgetUsd ?? 0),
      check: (text) =>
        dollars(text) === undefined ? 'A number of dollars, such as 5 or 2.50; 0 is no limit.' : undefined,
    },
  );
  return answer && 'text' in answer ? { ...known, budget: answer.text } : undefined;
};

/** Asked only where there is something that is not committed. */
async function askWhetherWithChanges(place: Place, known: Known): Promise<Known | undefined> {
  const files = (await known.in?.files) ?? 0;
  if (files === 0) return { ...known, includeChanges: false };
  const count = files === 1 ? 'one file that is' : `${files} files that are`;
  const choice = await askWhich({ title: TITLE, ...place }, 'From where? Enter takes the commit', [
    { label: 'From the last commit', description: 'what is not committed stays out of it', value: false },
    { label: `With ${count} not committed`, description: 'as the first commit of the branch', value: true },
  ]);
  return choice && { ...known, includeChanges: choice.value };
}

async function askFile(): Promise<vscode.Uri | undefined> {
  const found = await vscode.workspace.findFiles('**/*{GOAL,goal}*.md', '**/node_modules/**', 20);
  const choices: Choice<vscode.Uri | undefined>[] = found.map((uri) => ({
    label: vscode.workspace.asRelativePath(uri),
    value: uri,
  }));
  const choice = await askWhich({ title: TITLE }, 'Which file holds the goal?', [
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
