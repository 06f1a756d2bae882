import * as vscode from 'vscode';
import { type Command, SCHEME } from '../contributions.ts';
import { frontUri } from '../front-file.ts';
import { say } from '../say.ts';
import type { About } from '../trees/row.ts';
import { aboutOf } from './about.ts';

/** Every command there is: one that is forgotten does not compile. */
export type Commands = { readonly [C in Command]: (about: About, told: unknown) => unknown };

/** A command that fails says so in a sentence, and in the output with what led to it. */
export function registerCommands(commands: Commands, log: vscode.LogOutputChannel): vscode.Disposable {
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([id, run]) =>
      vscode.commands.registerCommand(id, async (told?: unknown) => {
        try {
          const meant = inFront(told);
          return await run(aboutOf(meant), meant);
        } catch (error) {
          log.error(`${id}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
          void tell(error instanceof Error ? error.message : String(error), log);
          return undefined;
        }
      }),
    ),
  );
}

/** A button above a diff of several files names the diff: meant is the file with the cursor. */
const inFront = (told: unknown) =>
  told instanceof vscode.Uri && told.scheme !== SCHEME ? (frontUri() ?? told) : told;

async function tell(sentence: string, log: vscode.LogOutputChannel): Promise<void> {
  const show = 'Show Output';
  if ((await say('error', sentence, show)) === show) log.show();
}
