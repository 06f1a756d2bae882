import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Throwaway = { readonly folder: string; remove(): Promise<void> };

const manifest = {
  name: 'throwaway',
  publisher: 'nobody',
  version: '0.0.1',
  license: 'MIT',
  engines: { vscode: '^1.105.0' },
  main: './extension.cjs',
  contributes: {
    commands: [{ command: 'throwaway.open', title: 'Open the Page', category: 'Throwaway' }],
  },
};

/** A page whose button asks the extension host, which answers with what the test has told it on the way. */
const source = `
const vscode = require('vscode');
exports.activate = (context) => {
  const open = async () => {
    const name = await vscode.window.showInputBox({ prompt: 'Who is there?' });
    const tone = await vscode.window.showQuickPick(['politely', 'rudely'], { placeHolder: 'In which tone?' });
    const panel = vscode.window.createWebviewPanel('throwaway', 'Page', vscode.ViewColumn.One, { enableScripts: true });
    panel.webview.onDidReceiveMessage((word) =>
      panel.webview.postMessage([word, name, tone, process.env.THROWAWAY_WORD].join(' ')));
    panel.webview.html = \`<button onclick="editor.postMessage('hello')">Greet</button><output></output><script>
      const editor = acquireVsCodeApi();
      addEventListener('message', ({ data }) => { document.querySelector('output').textContent = data; });
    </script>\`;
  };
  context.subscriptions.push(vscode.commands.registerCommand('throwaway.open', open));
};
`;

/** A small extension that exists to try the rig on. */
export const makeThrowaway = async (): Promise<Throwaway> => {
  const folder = await mkdtemp(join(tmpdir(), 'baro-throwaway-'));
  await mkdir(join(folder, 'workspace'));
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  await writeFile(join(folder, 'README.md'), '# Throwaway\n');
  await writeFile(join(folder, 'LICENSE'), 'MIT\n');
  await writeFile(join(folder, 'extension.cjs'), source);
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
};
