import * as vscode from 'vscode';
import type { Participant } from './engine/participant.ts';
import { type BaroApi, createApi } from './vscode/api.ts';
import { registerChat } from './vscode/chat/participant.ts';
import { registerTools } from './vscode/chat/tools.ts';
import { closeWindow } from './vscode/close-window.ts';
import { beginning } from './vscode/commands/begin.ts';
import { exporting } from './vscode/commands/export-run.ts';
import { registerCommands } from './vscode/commands/register.ts';
import { tending } from './vscode/commands/repository.ts';
import { setApiKey } from './vscode/commands/set-api-key.ts';
import { steering } from './vscode/commands/steer.ts';
import { looking } from './vscode/commands/stories.ts';
import { DASHBOARD, SCHEME } from './vscode/contributions.ts';
import { Dashboard } from './vscode/dashboard/dashboard.ts';
import { editorAct } from './vscode/dashboard/editor-act.ts';
import { draftIn } from './vscode/dashboard/kept-draft.ts';
import { Documents } from './vscode/documents.ts';
import { untrusted, workspaceFolders } from './vscode/folders.ts';
import { hostServices } from './vscode/host-services.ts';
import { keepContextKeys } from './vscode/keep-context-keys.ts';
import { goalIn } from './vscode/kept-goal.ts';
import { Keys } from './vscode/keys.ts';
import { lastShown } from './vscode/last-shown.ts';
import { memoryIn } from './vscode/memory.ts';
import { copilot } from './vscode/models/copilot.ts';
import { ANY_MODEL, editorModels } from './vscode/models/editor-models.ts';
import { watchEditorModels } from './vscode/models/presence.ts';
import { registerNotifications } from './vscode/notifications.ts';
import { remarksKeptIn } from './vscode/review/kept-remarks.ts';
import { registerReview } from './vscode/review/review.ts';
import { settingsOf } from './vscode/settings.ts';
import { registerStatusBar } from './vscode/status-bar.ts';
import { tellBroken } from './vscode/tell-broken.ts';
import { registerTrees } from './vscode/trees/trees.ts';
import { WindowRuns } from './vscode/window-runs.ts';

let close: (() => Promise<void>) | undefined;

export function activate(context: vscode.ExtensionContext): BaroApi {
  const log = vscode.window.createOutputChannel('Baro', { log: true });
  const keys = new Keys(context.secrets, process.env);
  const demo = {
    source: vscode.Uri.joinPath(context.extensionUri, 'dist', 'demo').fsPath,
    copies: vscode.Uri.joinPath(context.globalStorageUri, 'demo').fsPath,
  };
  const participants = new Set<Participant>();
  const models = watchEditorModels();
  const ofEditor = copilot(editorModels, ANY_MODEL);
  const runs = new WindowRuns({
    engine: async () => {
      const [{ openRuns }] = await Promise.all([import('./run/open-runs.ts'), models.look()]);
      return openRuns;
    },
    hostOf: hostServices({
      keys,
      log,
      backends: () => (models.there() ? [ofEditor] : []),
      participants: () => [...participants],
    }),
    memory: memoryIn(context.workspaceState),
    refusal: (folder) => (folder.startsWith(demo.copies) ? undefined : untrusted()),
    log: (line) => log.warn(line),
    broke: tellBroken,
  });
  close = () => closeWindow({ runs, keys, extension: context.extensionUri });
  const shown = lastShown({ runs, state: context.workspaceState, takenUp: runs.takeUp() });
  const documents = new Documents(runs);
  const dashboard = new Dashboard({
    extension: context.extensionUri,
    runs,
    folder: () => workspaceFolders()[0]?.uri.fsPath,
    draft: draftIn(context.workspaceState),
    log,
    act: editorAct(runs, log),
  });
  const trees = registerTrees(runs, (line) => log.warn(line));
  const review = registerReview(runs, remarksKeptIn(context.workspaceState));

  context.subscriptions.push(
    log,
    models,
    dashboard,
    shown,
    trees,
    review,
    registerChat(runs, vscode.Uri.joinPath(context.extensionUri, 'media', 'icon.png')),
    registerTools(runs),
    registerStatusBar(runs),
    keepContextKeys(runs),
    registerNotifications(runs, () => settingsOf().notify),
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, documents),
    vscode.window.registerWebviewPanelSerializer(DASHBOARD, {
      deserializeWebviewPanel: async (panel) => {
        dashboard.adopt(panel);
        void shown.restore().catch((error) => log.warn(`The run that was shown last is not: ${error}`));
      },
    }),
    registerCommands(
      {
        ...beginning({ runs, dashboard, demo, goal: goalIn(context.workspaceState) }),
        ...steering({ runs, dashboard }),
        ...looking({ runs, dashboard }),
        ...tending({ runs, documents, dashboard }),
        ...exporting({ runs, extension: context.extensionUri }),
        ...review.commands,
        'baro.setApiKey': () => setApiKey(keys),
        'baro.refreshRuns': () => trees.refresh(),
        'baro.showOutput': () => log.show(),
      },
      log,
    ),
  );
  return createApi(runs, participants);
}

export async function deactivate(): Promise<void> {
  await close?.();
}
