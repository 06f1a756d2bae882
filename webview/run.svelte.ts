import type { Entry } from '../src/model/events.ts';
import { evolve } from '../src/model/evolve.ts';
import type { Intent } from '../src/model/intents.ts';
import type { Plan } from '../src/model/plan.ts';
import type { LiveText, Snapshot, Tab, WebviewMessage } from '../src/model/protocol.ts';
import { emptyView, type View } from '../src/model/view.ts';
import { type Channel, connect, type Heard, type Host } from './host.ts';
import { LiveTexts } from './live-texts.svelte.ts';
import { timeOfDay } from './parts/clock.svelte.ts';
import { Replay } from './replay.svelte.ts';
import { type Unsent, UnsentTexts } from './unsent-texts.svelte.ts';

export type Notice = { readonly id: number; readonly text: string };

/** What is kept over a reload of the webview. */
type Kept = {
  readonly story?: string | undefined;
  readonly tab?: Tab;
  readonly timeline?: boolean;
  readonly draft?: KeptDraft | undefined;
  readonly unsent?: Readonly<Record<string, string>>;
};

/** A plan that is being changed, and the version of the run that it was begun with. */
export type KeptDraft = {
  readonly runId: string;
  readonly version: number;
  readonly plan: Plan;
  /** What was typed as a story's route and is none, by the story's id. */
  readonly routes?: Readonly<Record<string, string>>;
};

/** The run that is shown: the live view, or the view as it was while the timeline is scrubbed. */
export class Run {
  readonly host: Host;
  /** Everything that is true now. */
  live: View = $state.raw(emptyView);
  snapshot: Snapshot | undefined = $state.raw();
  readonly texts = new LiveTexts();
  readonly replay: Replay;
  /** Sentences for the person that nobody asked for: refusals and faults. */
  notices: readonly Notice[] = $state.raw([]);
  selected: string | undefined = $state.raw();
  tab: Tab = $state.raw('overview');
  timeline = $state.raw(true);
  panel: 'none' | 'runs' | 'plan' | 'books' = $state.raw('none');
  /** Survives that the webview is hidden, as VS Code then takes it down. */
  draft: KeptDraft | undefined;

  readonly #unsent: UnsentTexts;
  readonly #others = new Set<() => void>();
  #approveDraft: () => void = () => {};
  readonly #refusals = new Set<(intent: Intent['type']) => void>();
  #pending: Entry[] = [];
  #frame = 0;
  #noticed = 0;

  constructor(channel: Channel) {
    this.host = connect(channel, (heard) => this.#hear(heard));
    this.replay = new Replay(this.host, () => this.live);
    const kept = (this.host.state ?? {}) as Kept;
    this.selected = kept.story;
    this.tab = kept.tab ?? 'overview';
    this.timeline = kept.timeline ?? true;
    this.draft = kept.draft;
    this.#unsent = new UnsentTexts(kept.unsent, () => this.keep());
  }

  /** What the dashboard shows: now, or the moment that was picked. */
  get view(): View {
    return this.replay.shown ?? this.live;
  }

  /** A moment that is over is shown in place of now. */
  get past(): boolean {
    return this.replay.shown !== undefined;
  }

  /** Nothing can be asked of a moment that is past, nor of a run that somebody else owns. */
  get steerable(): boolean {
    return !this.past && (this.snapshot?.live ?? false);
  }

  /** Nobody works on it now; of a moment that is past nothing is said. */
  get interrupted(): boolean {
    return !this.past && (this.snapshot?.interrupted ?? false);
  }

  /** Somebody works on it: clocks go and what is under way turns. */
  get moving(): boolean {
    return !this.interrupted && !this.view.brakes.stopped && !this.view.ending.completed;
  }

  /** Milliseconds since 1970: the moment that is shown; it stands still while nobody works on the run. */
  get now(): number {
    if (this.past) return this.replay.at;
    return this.interrupted || this.live.brakes.stopped ? Date.parse(this.live.at) : timeOfDay();
  }

  /** Told when another run is shown from now on: whatever was begun about the one before is over. */
  whenOther(listener: () => void): void {
    this.#others.add(listener);
  }

  whenRefused(listener: (intent: Intent['type']) => void): void {
    this.#refusals.add(listener);
  }

  /** Told when the host asks for the plan to be approved with the changes that were made to it here. */
  whenDraftApproved(listener: () => void): void {
    this.#approveDraft = listener;
  }

  send(message: WebviewMessage): void {
    this.host.send(message);
  }

  intend(intent: Intent): void {
    this.host.send({ type: 'intent', runId: this.live.run?.id ?? '', intent });
  }

  select(storyId: string | undefined, tab?: Tab): void {
    this.selected = storyId;
    if (storyId !== undefined) this.panel = 'none';
    if (tab) this.tab = tab;
    this.host.send({ type: 'selected', ...(storyId ? { storyId } : {}) });
    this.keep();
  }

  /** What is shown beside the graph in place of a story. */
  show(panel: Run['panel']): void {
    this.select(undefined);
    this.panel = panel;
  }

  keep(): void {
    const { selected: story, tab, timeline, draft } = this;
    const unsent = this.#unsent.texts;
    this.host.remember({ story, tab, timeline, draft, unsent } satisfies Kept);
  }

  /** What is being written to this run: which words of it, and about what. Kept until it is sent or discarded. */
  unsent(words: 'request' | 'message' | 'note' | 'route' | 'feedback', about = ''): Unsent {
    return this.#unsent.at(`${this.live.run?.id} ${words} ${about}`);
  }

  notice(text: string): void {
    this.notices = [...this.notices.slice(-2), { id: ++this.#noticed, text }];
  }

  dismiss(id: number): void {
    this.notices = this.notices.filter((notice) => notice.id !== id);
  }

  #hear(heard: Heard): void {
    switch (heard.type) {
      case 'snapshot':
        this.#start(heard.snapshot);
        return;
      case 'appended':
        if (heard.runId !== this.live.run?.id && this.live.run) return;
        this.#pending.push(...heard.entries);
        this.#frame ||= requestAnimationFrame(() => this.#flush());
        return;
      case 'signals':
        if (heard.runId === this.live.run?.id) this.texts.add(heard.texts as readonly LiveText[]);
        return;
      case 'refused':
        this.notice(heard.reason);
        for (const listener of this.#refusals) listener(heard.intent);
        return;
      case 'reveal':
        this.select(heard.storyId, heard.tab ?? this.tab);
        return;
      case 'approve-draft':
        this.#approveDraft();
        return;
    }
  }

  #start(snapshot: Snapshot): void {
    const view = { ...emptyView, ...(snapshot.view as View) };
    if (view.run?.id !== this.live.run?.id) {
      this.texts.clear();
      this.replay.restart();
      this.#pending = [];
      if (this.live.run) {
        this.selected = undefined;
        for (const listener of this.#others) listener();
      }
    }
    this.snapshot = snapshot;
    this.#pending = this.#pending.filter(({ seq }) => seq > view.seq);
    this.live = view;
  }

  /** At most once a frame, however many entries come. */
  #flush(): void {
    this.#frame = 0;
    let view = this.live;
    for (const entry of this.#pending) if (entry.seq > view.seq) view = evolve(view, entry);
    this.replay.append(this.#pending);
    this.#pending = [];
    this.live = view;
  }
}
