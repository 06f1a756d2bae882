import type { Entry } from '../../model/events.ts';
import type { HostMessage, LiveText, Snapshot } from '../../model/protocol.ts';
import { MOST_MESSAGE_BYTES } from '../../model/size.ts';
import { type Clock, Pace } from './pace.ts';
import { pieces } from './pieces.ts';

/** What the feed tells of: a run as it is now, at which entry. */
export type Source = { readonly runId: string; snapshot(): Snapshot; seq(): number };

const MOST_MESSAGES_A_SECOND = 30;
/** Entries and live texts leave room for answers: at the most 20 and 5 messages a second of the 30. */
const ENTRIES_MS = 50;
const TEXTS_MS = 200;
/** Above this a new snapshot is less than what waits. */
const MOST_WAITING_BYTES = 1_000_000;
/** While more messages than these wait, each of bounded size, a further answer is that it failed. */
const MOST_OWED = 120;
const TOO_MUCH = 'So much is on its way to the dashboard that this was left out. Ask again in a moment.';
const MOST_TEXT = 4_000;
const MOST_TEXTS = 12;

/**
 * What goes to one dashboard: a snapshot in pieces, then what was appended since, without a gap and without
 * a repetition, at a pace the webview can follow. Nothing at all between `stop` and the next `start`; what a page
 * asked for is answered to that page, whichever run is shown by then.
 */
export class Feed {
  readonly #post: (message: HostMessage) => void;
  readonly #clock: Clock;
  readonly #pace = new Pace(MOST_MESSAGES_A_SECOND);
  #source: Source | undefined;
  #snapshots = 0;
  #snapshot: HostMessage[] = [];
  #replies: HostMessage[] = [];
  #entries: { readonly entry: Entry; readonly bytes: number }[] = [];
  #waitingBytes = 0;
  #lastSeq = 0;
  readonly #texts = new Map<string, LiveText>();
  #entriesAt = Number.NEGATIVE_INFINITY;
  #textsAt = Number.NEGATIVE_INFINITY;
  #cancel: (() => void) | undefined;

  constructor(post: (message: HostMessage) => void, clock: Clock) {
    this.#post = post;
    this.#clock = clock;
  }

  /** Begins anew with everything that is true of the source, for the page that listens already or for a new one. */
  start(source: Source): void {
    if (source.runId !== this.#source?.runId) this.#replies = this.#replies.filter(isOwed);
    this.#texts.clear();
    this.#source = source;
    this.#takeSnapshot(source);
    this.#pump();
  }

  /** The page is gone: nothing is owed to anybody. */
  stop(): void {
    this.#source = undefined;
    this.#cancel?.();
    this.#cancel = undefined;
    this.#snapshot = [];
    this.#replies = [];
    this.#entries = [];
    this.#waitingBytes = 0;
    this.#texts.clear();
  }

  append(entries: readonly Entry[]): void {
    if (!this.#source) return;
    for (const entry of entries) {
      if (entry.seq <= this.#lastSeq) continue;
      const bytes = Buffer.byteLength(JSON.stringify(entry)) + 1;
      this.#entries.push({ entry, bytes });
      this.#waitingBytes += bytes;
      this.#lastSeq = entry.seq;
    }
    if (this.#waitingBytes > MOST_WAITING_BYTES) this.#takeSnapshot(this.#source);
    this.#pump();
  }

  /** Live detail: of each agent the end of what it said; where a dozen are heard already, no further one is. */
  say(said: LiveText): void {
    if (!this.#source) return;
    const key = `${said.phase}/${said.storyId ?? ''}/${said.attempt ?? ''}`;
    if (!this.#texts.has(key) && this.#texts.size >= MOST_TEXTS) return;
    const text = ((this.#texts.get(key)?.text ?? '') + said.text).slice(-MOST_TEXT);
    this.#texts.set(key, { ...said, text });
    this.#pump();
  }

  /** Sends as soon as the pace allows, after what was asked for earlier. */
  send(message: HostMessage): void {
    if (!this.#source) return;
    this.#replies.push(message);
    this.#pump();
  }

  answer(id: number, value: unknown): void {
    if (this.#replies.length > MOST_OWED) {
      this.send({ type: 'failed', id, problem: TOO_MUCH });
      return;
    }
    const parts = pieces(JSON.stringify(value), MOST_MESSAGE_BYTES);
    parts.forEach((json, part) => {
      this.send({ type: 'answer', id, part, parts: parts.length, json });
    });
  }

  #takeSnapshot(source: Source): void {
    const snapshot = ++this.#snapshots;
    const parts = pieces(JSON.stringify(source.snapshot()), MOST_MESSAGE_BYTES);
    this.#snapshot = parts.map((json, part) => ({
      type: 'snapshot',
      snapshot,
      part,
      parts: parts.length,
      json,
    }));
    this.#lastSeq = source.seq();
    this.#entries = [];
    this.#waitingBytes = 0;
  }

  #pump(): void {
    if (this.#cancel) return;
    for (;;) {
      const now = this.#clock.now();
      const wait = Math.max(this.#pace.wait(now), this.#untilDue(now));
      if (wait === Number.POSITIVE_INFINITY) return;
      if (wait > 0) {
        this.#cancel = this.#clock.later(wait, () => {
          this.#cancel = undefined;
          this.#pump();
        });
        return;
      }
      const message = this.#next(now);
      if (!message) return;
      this.#post(message);
      this.#pace.count(this.#clock.now());
    }
  }

  #untilDue(now: number): number {
    if (this.#snapshot.length > 0 || this.#replies.length > 0) return 0;
    const entries = this.#entries.length > 0 ? this.#entriesAt + ENTRIES_MS - now : Number.POSITIVE_INFINITY;
    const texts = this.#texts.size > 0 ? this.#textsAt + TEXTS_MS - now : Number.POSITIVE_INFINITY;
    return Math.max(0, Math.min(entries, texts));
  }

  #next(now: number): HostMessage | undefined {
    const piece = this.#snapshot.shift();
    if (piece) return piece;
    if (this.#entries.length > 0 && now >= this.#entriesAt + ENTRIES_MS) return this.#appended(now);
    const reply = this.#replies.shift();
    if (reply) return reply;
    return this.#texts.size > 0 && now >= this.#textsAt + TEXTS_MS ? this.#said(now) : undefined;
  }

  #appended(now: number): HostMessage {
    let bytes = 200;
    let count = 0;
    for (const one of this.#entries) {
      if (count > 0 && bytes + one.bytes > MOST_MESSAGE_BYTES) break;
      bytes += one.bytes;
      count++;
    }
    const taken = this.#entries.splice(0, count);
    for (const one of taken) this.#waitingBytes -= one.bytes;
    this.#entriesAt = now;
    return {
      type: 'appended',
      runId: this.#source?.runId ?? '',
      entries: taken.map(({ entry }) => entry),
    };
  }

  #said(now: number): HostMessage {
    const texts = [...this.#texts.values()];
    this.#texts.clear();
    this.#textsAt = now;
    return { type: 'signals', runId: this.#source?.runId ?? '', texts };
  }
}

/** Said to the page, whichever run it shows; the rest is about the run that is shown. */
const isOwed = ({ type }: HostMessage) => type === 'answer' || type === 'failed' || type === 'refused';
