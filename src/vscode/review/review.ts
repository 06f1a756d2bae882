import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { runOf } from '../commands/about.ts';
import { send } from '../commands/steer.ts';
import { SCHEME } from '../contributions.ts';
import { fileOf } from '../documents.ts';
import type { FileAt } from '../file-uri.ts';
import type { WindowRuns } from '../window-runs.ts';
import { feedbackIntent, feedbackText, type Remark, unheard, WHAT_FOLLOWS } from './feedback.ts';
import type { KeptRemarks, Said } from './kept-remarks.ts';

/** The commands that a thread's buttons call with the thread, or with what was just written into it. */
export type ReviewCommands = {
  'baro.addFeedback'(about: unknown, told: unknown): void;
  'baro.submitFeedback'(about: unknown, told: unknown): Promise<void>;
  'baro.discardFeedback'(about: unknown, told: unknown): void;
};

/** How long it is said what follows from feedback. */
const SAID_MS = 8000;

/** Remarks on what an attempt changed, gathered, also over a reload, until they are submitted as feedback for the story. */
export function registerReview(
  runs: WindowRuns,
  kept: KeptRemarks,
): vscode.Disposable & { readonly commands: ReviewCommands } {
  const controller = vscode.comments.createCommentController('baro.review', 'Baro');
  const threads = new Set<vscode.CommentThread>();
  controller.options = {
    prompt: 'Say what should be different',
    placeHolder: 'The next attempt of this story reads it',
  };
  controller.commentingRangeProvider = {
    provideCommentingRanges: ({ uri, lineCount }) =>
      fileOf(uri)?.side === 'attempt' ? [new vscode.Range(0, 0, Math.max(0, lineCount - 1), 0)] : [],
  };

  const keep = () => kept.set([...threads].map(saidIn));
  const gather = (thread: vscode.CommentThread, texts: readonly string[]) => {
    threads.add(thread);
    thread.comments = [...thread.comments, ...texts.map(remark)];
    thread.contextValue = 'pending';
    thread.label = 'Not submitted yet';
  };
  const forget = (...about: readonly vscode.CommentThread[]) => {
    for (const thread of about) {
      threads.delete(thread);
      thread.dispose();
    }
    keep();
  };
  for (const { at, line, texts } of kept.get()) {
    const uri = vscode.Uri.from({ scheme: SCHEME, ...at });
    const thread = controller.createCommentThread(uri, new vscode.Range(line, 0, line, 0), []);
    gather(thread, texts);
    thread.collapsibleState = vscode.CommentThreadCollapsibleState.Expanded;
  }

  const submit = async (file: FileAt) => {
    const held = await runOf(runs, file);
    const about = [...threads].filter(({ uri }) => sameAttempt(fileOf(uri), file));
    const remarks = about.flatMap(remarksIn);
    const text = feedbackText(remarks);
    const over = unheard(remarks);
    if (over > 0)
      throw new Error(
        `The feedback is ${over} characters longer than an attempt can be told. Nothing was sent: discard a comment or say it in fewer words, then submit again.`,
      );
    if (!text) throw new Error('There is no feedback on this diff yet: comment on one of its lines first.');
    const { storyId, attempt } = file;
    const intent = feedbackIntent(held.run.view, { storyId, attempt, text, id: randomUUID() });
    if (!(await send(runs, held, intent))) return;
    forget(...about);
    vscode.window.setStatusBarMessage(`Baro: ${WHAT_FOLLOWS[intent.type]}`, SAID_MS);
  };

  return {
    commands: {
      'baro.addFeedback': (_, told) => {
        const { thread, text } = told as vscode.CommentReply;
        gather(thread, [text]);
        keep();
      },
      'baro.submitFeedback': async (_, told) => {
        const uri =
          told instanceof vscode.Uri
            ? told
            : ((told as vscode.CommentThread | undefined)?.uri ??
              vscode.window.activeTextEditor?.document.uri);
        const file = uri && fileOf(uri);
        if (!file) throw new Error("Open a story's diff and comment on it first.");
        await submit(file);
      },
      'baro.discardFeedback': (_, told) => forget(told as vscode.CommentThread),
    },
    dispose: () => {
      for (const thread of threads) thread.dispose();
      controller.dispose();
    },
  };
}

const remark = (text: string): vscode.Comment => ({
  body: text,
  mode: vscode.CommentMode.Preview,
  author: { name: 'You' },
});

const sameAttempt = (one: FileAt | undefined, other: FileAt) =>
  one?.runId === other.runId && one.storyId === other.storyId && one.attempt === other.attempt;

const lineOf = ({ range }: vscode.CommentThread) => range?.start.line ?? 0;

const textsIn = ({ comments }: vscode.CommentThread) =>
  comments.map(({ body }) => (typeof body === 'string' ? body : body.value));

const remarksIn = (thread: vscode.CommentThread): Remark[] =>
  textsIn(thread).map((text) => ({
    path: fileOf(thread.uri)?.path ?? '',
    line: lineOf(thread) + 1,
    text,
  }));

const saidIn = (thread: vscode.CommentThread): Said => {
  const { authority, path, query } = thread.uri;
  return { at: { authority, path, query }, line: lineOf(thread), texts: textsIn(thread) };
};
