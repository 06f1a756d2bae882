import * as vscode from 'vscode';

/** Extensions that bring models may be slow to start; nobody waits longer for them. */
const PATIENCE_MS = 2000;

/** Whether the editor has models of its own now: without Copilot or the like it has none. */
export function watchEditorModels(): vscode.Disposable & { look(): Promise<void>; there(): boolean } {
  let there = false;
  const look = async () => {
    there = (await vscode.lm.selectChatModels()).length > 0;
  };
  const listener = vscode.lm.onDidChangeChatModels(() => void look());
  return {
    look: () => Promise.race([look(), new Promise<void>((resolve) => setTimeout(resolve, PATIENCE_MS))]),
    there: () => there,
    dispose: () => listener.dispose(),
  };
}
