import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { goalTitle } from '../../model/plain.ts';
import type { HostMessage, Tab, WebviewMessage } from '../../model/protocol.ts';
import { emptyView } from '../../model/view.ts';
import { DASHBOARD } from '../contributions.ts';
import { type HeldRun, isUnderWay, type WindowRuns } from '../window-runs.ts';
import { answerRequest } from './answers.ts';
import { Feed, type Source } from './feed.ts';
import type { DraftOf, KeptDraft } from './kept-draft.ts';
import { realClock } from './pace.ts';
import { page } from './page.ts';
import { isTabThere, revealTab } from './tab.ts';

export type DashboardGiven = {
  readonly extension: vscode.Uri;
  readonly runs: WindowRuns;
  /** Where runs are looked for while none is shown. */
  readonly folder: () => string | undefined;
  readonly draft: KeptDraft;
  readonly log: vscode.LogOutputChannel;
  /** Diffs, links and commands that the dashboard asks the editor for. */
  readonly act: (message: EditorMessage, current: HeldRun | undefined) => void;
};

/** What the dashboard asks of the editor rather than of the run. */
export type EditorMessage = Extract<
  WebviewMessage,
  { type: 'open-run' | 'open-diff' | 'open-link' | 'selected' | 'command' }
>;

/** The one dashboard of a window. It shows the current run, and costs nothing while nobody sees it. */
export class Dashboard {
  readonly #given: DashboardGiven;
  readonly #forget: (() => void)[];
  #panel: vscode.WebviewPanel | undefined;
  #feed: Feed | undefined;
  #shown: HeldRun | undefined;
  #shownIdle: boolean | undefined;
  #unlisten: (() => void) | undefined;
  /** Told to the dashboard as soon as it can hear. */
  #next: HostMessage | undefined;
  #draft: DraftOf | undefined;
  #ready = false;
  #disposed = false;

  constructor(given: DashboardGiven) {
    this.#given = given;
    this.#draft = given.draft.get();
    this.#forget = [
      given.runs.changed.listen(() => this.#follow()),
      given.runs.appended.listen(({ run, entries }) => {
        if (run === this.#shown?.run) this.#feed?.append(entries);
      }),
    ];
  }

  /** Opens it, or brings it to the front; a story is shown as soon as the dashboard can. */
  async open(story?: { readonly storyId: string; readonly tab?: Tab }): Promise<void> {
    if (story) this.#next = { type: 'reveal', ...story };
    this.#follow();
    this.#tellNext();
    if (!this.#panel && (await revealTab())) return; // VS Code gives its panel to `adopt` then
    const panel = this.#panel ?? this.#create();
    panel.reveal(undefined, false);
  }

  /** Whether this version of a run's plan is being changed in it, and is not saved. */
  holdsDraft(runId: string, version: number): boolean {
    const there = this.#panel !== undefined || isTabThere(); // a tab that was never seen is closed unheard
    return there && this.#draft?.runId === runId && this.#draft.version === version;
  }

  /** Opens it, and has it approve the plan with its changes. */
  async approveDraft(): Promise<void> {
    this.#next = { type: 'approve-draft' };
    await this.open();
  }

  /** Takes the panel that VS Code kept over a reload. */
  adopt(panel: vscode.WebviewPanel): void {
    this.#panel?.dispose();
    this.#attach(panel);
  }

  dispose(): void {
    this.#disposed = true;
    for (const forget of this.#forget) forget();
    this.#panel?.dispose();
  }

  #create(): vscode.WebviewPanel {
    const panel = vscode.window.createWebviewPanel(DASHBOARD, 'Baro', vscode.ViewColumn.Active, {
      enableScripts: true,
    });
    this.#attach(panel);
    return panel;
  }

  #attach(panel: vscode.WebviewPanel): void {
    this.#panel = panel;
    const { webview } = panel;
    webview.options = {
      enableScripts: true,
      enableForms: false,
      localResourceRoots: [vscode.Uri.joinPath(this.#given.extension, 'dist')],
    };
    panel.iconPath = vscode.Uri.joinPath(this.#given.extension, 'media', 'icon.png');
    const feed = new Feed((message) => void webview.postMessage(message), realClock);
    this.#feed = feed;
    const listeners = [
      webview.onDidReceiveMessage((value: unknown) => this.#receive(value)),
      // A hidden webview is taken down; when it is seen again it loads anew and says that it is ready.
      panel.onDidChangeViewState(() => {
        if (!panel.visible) this.#sleep();
      }),
      panel.onDidDispose(() => {
        for (const listener of listeners) listener.dispose();
        this.#sleep();
        this.#panel = undefined;
        this.#feed = undefined;
        if (!this.#disposed) this.#keepDraft(undefined); // what a window shows when it closes comes back with it
      }),
    ];
    const resource = (...path: string[]) =>
      webview.asWebviewUri(vscode.Uri.joinPath(this.#given.extension, 'dist', ...path)).toString();
    webview.html = page({
      nonce: randomBytes(16).toString('base64'),
      cspSource: webview.cspSource,
      script: resource('webview', 'main.js'),
      style: resource('webview', 'main.css'),
      title: 'Baro',
    });
  }

  #keepDraft(of: DraftOf | undefined): void {
    this.#draft = of;
    this.#given.draft.set(of);
  }

  #sleep(): void {
    this.#ready = false;
    this.#feed?.stop();
    this.#unlisten?.();
    this.#unlisten = undefined;
    this.#shown = undefined;
  }

  /** The current run may be another one by now, or nobody's any more. */
  #follow(): void {
    const { current } = this.#given.runs;
    if (!this.#ready || current === undefined) return;
    if (current.run !== this.#shown?.run || current.run.idle !== this.#shownIdle) this.#start();
  }

  #start(): void {
    const { current } = this.#given.runs;
    this.#ready = true;
    this.#unlisten?.();
    this.#shown = current;
    this.#shownIdle = current?.run.idle;
    if (!this.#feed || !this.#panel) return;
    if (!current) {
      this.#feed.start(nothing);
      return;
    }
    const { run } = current;
    this.#panel.title = `Baro: ${goalTitle(run.view.run?.goal ?? run.id, 40)}`;
    const feed = this.#feed;
    feed.start(sourceOf(current));
    this.#unlisten = run.signals(({ labels, text }) =>
      feed.say({
        phase: labels.phase,
        ...(labels.storyId === undefined ? {} : { storyId: labels.storyId }),
        ...(labels.attempt === undefined ? {} : { attempt: labels.attempt }),
        text,
      }),
    );
    this.#tellNext();
  }

  #tellNext(): void {
    if (!this.#next || !this.#ready || !this.#shown) return;
    this.#feed?.send(this.#next);
    this.#next = undefined;
  }

  async #receive(value: unknown): Promise<void> {
    const { readMessage, requestId } = await import('./incoming.ts');
    const message = readMessage(value);
    if ('problem' in message) {
      this.#given.log.warn(`The dashboard sent something that was not understood: ${message.problem}`);
      const id = requestId(value);
      if (id !== undefined) this.#feed?.send({ type: 'failed', id, problem: message.problem });
      return;
    }
    if (message.type === 'ready') {
      this.#feed?.stop();
      return this.#start();
    }
    if (message.type === 'draft') {
      this.#keepDraft(message.of);
      return;
    }
    if (message.type !== 'intent' && message.type !== 'request')
      return this.#given.act(message, this.#shown ?? this.#given.runs.current);
    const shown = this.#shown;
    const feed = this.#feed;
    if (!feed) return;
    if (message.type === 'request') return answerRequest(shown, message, this.#given, feed);
    if (!shown) return;
    const answer =
      message.runId === shown.run.id
        ? await this.#given.runs.send(shown, message.intent).catch((error) => ({ refused: String(error) }))
        : { refused: 'Another run is shown by now, so nothing was done. Ask again.' };
    if ('refused' in answer)
      feed.send({ type: 'refused', intent: message.intent.type, reason: answer.refused });
  }
}

const nothing: Source = {
  runId: '',
  seq: () => 0,
  snapshot: () => ({ view: emptyView, live: false }),
};

const sourceOf = ({ run }: HeldRun): Source => ({
  runId: run.id,
  seq: () => run.view.seq,
  snapshot: () => {
    const estimate = run.estimate();
    return {
      view: run.view,
      // What is over can be asked for anything: whoever asks takes it over.
      live: run.live || (run.idle === true && !isUnderWay(run)),
      interrupted: run.idle === true && isUnderWay(run),
      ...(run.readOnlyBecause === undefined || (run.idle && !isUnderWay(run))
        ? {}
        : { readOnlyBecause: run.readOnlyBecause }),
      ...(estimate ? { estimate } : {}),
    };
  },
});
