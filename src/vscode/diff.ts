import * as vscode from 'vscode';
import { plainLine } from '../model/plain.ts';
import { lastAttempt, storyOf } from '../model/questions.ts';
import { uriOf } from './documents.ts';
import type { FileAt } from './file-uri.ts';
import { say } from './say.ts';
import type { HeldRun } from './window-runs.ts';

/** VS Code itself becomes slow on more; the rest is named in a message. */
const MOST_FILES = 500;

/** Opens what an attempt changed: one file in the diff editor, or all of them in the multi-diff editor. */
export async function openDiff(
  { run, folder }: HeldRun,
  { storyId, attempt, path }: { storyId: string; attempt?: number | undefined; path?: string | undefined },
): Promise<void> {
  const story = storyOf(run.view, storyId);
  const number = attempt ?? story?.attempts.findLast(({ commit }) => commit)?.number;
  if (!story || number === undefined)
    throw new Error(
      `“${story?.brief.title ?? storyId}” has no diff yet: attempt ${story ? (lastAttempt(story)?.number ?? 1) : 1} has committed nothing.`,
    );
  const { from, to, files, more } = await run.diff(storyId, number);
  if (files.length === 0) throw new Error(`Attempt ${number} of “${story.brief.title}” changed nothing.`);
  const at = (side: FileAt['side'], file: string, commit: string) =>
    uriOf({ runId: run.id, commit, path: file, storyId, attempt: number, side, folder });
  const pair = (file: (typeof files)[number]) => ({
    label: at('attempt', file.path, to),
    base: at('base', file.oldPath ?? file.path, file.status === 'added' ? '' : from),
    after: at('attempt', file.path, file.status === 'deleted' ? '' : to),
  });
  const name = `${plainLine(story.brief.title, 60)} · attempt ${number}`;
  const one = path === undefined && files.length === 1 ? files[0] : files.find((file) => file.path === path);
  if (path !== undefined && !one) throw new Error(`${path} is not in attempt ${number}.`);
  if (one) {
    const { base, after } = pair(one);
    await vscode.commands.executeCommand('vscode.diff', base, after, `${one.path} · ${name}`);
    return;
  }
  const shown = files.slice(0, MOST_FILES).map(pair);
  await vscode.commands.executeCommand(
    'vscode.changes',
    name,
    shown.map(({ label, base, after }) => [label, base, after]),
  );
  const left = files.length - shown.length + more;
  if (left > 0) void say('info', `${left} more files changed; these are the first.`);
}
